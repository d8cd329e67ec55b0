import type {Activities} from './activity.ts'
import type {ApiObject} from './api.ts'
import {isReady} from './controllers/pod-facts.ts'
import {quantity} from './quantity.ts'
import {hash32} from './random.ts'

/** What a container uses at a moment. */
export interface ContainerUsage {
  readonly cores: number
  readonly bytes: number
}

interface Container {
  readonly name: string
  readonly resources?: {readonly requests?: Record<string, string>; readonly limits?: Record<string, string>}
}

const waveMs = 90_000
const cpuFloor = 0.1
const cpuWave = 0.25

const phaseOf = (pod: ApiObject): number => hash32(pod.metadata.uid ?? '') % 100

const askedOf = ({resources}: Container): Record<string, string> => ({...resources?.limits, ...resources?.requests})

/** A use that was set by hand for each container of a pod: `sandbox.ome.cli/cpu`, `…/memory`, as quantities. */
function given(pod: ApiObject, resource: 'cpu' | 'memory'): number | undefined {
  const value = pod.metadata.annotations?.[`sandbox.ome.cli/${resource}`]
  return value === undefined ? undefined : quantity(value)
}

/**
 * The use of a container at a time in milliseconds since the epoch: what its program says; of a program that says
 * nothing, what it asks for in slow waves.
 */
export function containerUsage(
  activity: Activities,
  pod: ApiObject,
  container: Container,
  time: number,
): ContainerUsage {
  const {cores, bytes} = activity.of(pod, container.name) ?? modelled(pod, container, time)
  return {cores: given(pod, 'cpu') ?? cores, bytes: given(pod, 'memory') ?? bytes}
}

function modelled(pod: ApiObject, container: Container, time: number): ContainerUsage {
  const asked = askedOf(container)
  const wave = 0.5 + 0.5 * Math.sin(time / waveMs + phaseOf(pod))
  const isIdle = !isReady(pod)
  return {
    cores: (quantity(asked['cpu']) || 0.1) * (isIdle ? 0.02 : cpuFloor + cpuWave * wave),
    bytes: (quantity(asked['memory']) || 2 ** 27) * (isIdle ? 0.2 : 0.45 + 0.1 * wave),
  }
}

/** CPU seconds that a container has used between its start and a moment: the integral of {@link containerUsage}. */
export function coreSeconds(
  activity: Activities,
  pod: ApiObject,
  container: Container,
  from: number,
  to: number,
): number {
  const fixed = given(pod, 'cpu')
  if (fixed !== undefined) return (fixed * Math.max(0, to - from)) / 1000
  const told = activity.of(pod, container.name)
  if (told) return told.coreSeconds
  const phase = phaseOf(pod)
  const swing = waveMs * (Math.cos(from / waveMs + phase) - Math.cos(to / waveMs + phase))
  const share = (cpuFloor + cpuWave / 2) * (to - from) + (cpuWave / 2) * swing
  return ((quantity(askedOf(container)['cpu']) || 0.1) * Math.max(0, share)) / 1000
}
