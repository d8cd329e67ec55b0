import {getService, missingService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import {anyShell, type PodAccess} from '@ome/sdk/pod-access'
import {demandContainer} from '../../domain/container.ts'
import {chosenPods, type ReplicaChoice} from '../../domain/replica.ts'
import {mainContainer, reachablePod} from '../domain/pod-access.ts'

export interface ReachPod extends ReplicaChoice {
  readonly name: string
  readonly namespace: string
}

interface Ports {
  readonly services: ServiceStore
  readonly access: PodAccess
}

export interface ExecService extends ReachPod {
  readonly container?: string | undefined
  /** Empty: a shell. */
  readonly command: readonly string[]
}

/** Runs a command beside the engine; its exit code. */
export async function execService({services, access}: Ports, input: ExecService): Promise<number> {
  const pod = await pick(services, input, false)
  demandContainer(pod, input.container)
  const command = input.command.length > 0 ? input.command : anyShell
  return await access.exec({
    namespace: input.namespace,
    pod: pod.name,
    container: input.container ?? mainContainer(pod),
    command,
  })
}

export interface ForwardService extends ReachPod {
  /** 0: a free one. */
  readonly local: number
  readonly remote: number
}

export interface Tunnel {
  /** Of this machine. */
  readonly port: number
  /** The pod that answers now, and each that takes its place; ends with the signal. */
  readonly pods: AsyncIterable<string>
}

/** A tunnel to the pod that requests reach first. When that pod goes, the next connection reaches another one. */
export async function forwardService({services, access}: Ports, input: ForwardService): Promise<Tunnel> {
  const {namespace, name, local, remote} = input
  let current = await pick(services, input, true)
  const {port} = await access.forward({namespace, pod: () => current.name, local, remote})
  async function* pods(): AsyncGenerator<string> {
    yield current.name
    for await (const service of services.follow(namespace, name)) {
      if (!service) throw await missingService(services, input)
      const next = current.ready ? stillThere(service, current.name) : undefined
      const other = next ?? readyPod(service, input)
      if (!other || other.name === current.name) continue
      current = other
      yield current.name
    }
  }
  return {port, pods: pods()}
}

const stillThere = ({pods}: Service, name: string): ServicePod | undefined =>
  pods.find((pod) => pod.name === name && pod.ready)

function readyPod(service: Service, input: ReplicaChoice): ServicePod | undefined {
  const wanted = service.pods.filter(
    ({ready, component, name}) =>
      ready &&
      (input.component === undefined || component === input.component) &&
      (input.replica === undefined || /^\d+$/.test(input.replica) || name === input.replica),
  )
  return wanted.length === 0 ? undefined : reachablePod({...service, pods: wanted}, {routerFirst: true})
}

async function pick(services: ServiceStore, input: ReachPod, routerFirst: boolean): Promise<ServicePod> {
  return pickFrom(await getService(services, input), input, routerFirst)
}

function pickFrom(service: Service, input: ReachPod, routerFirst: boolean): ServicePod {
  if (input.replica === undefined && input.component === undefined) return reachablePod(service, {routerFirst})
  const {name, namespace} = service
  const pods = chosenPods({noun: 'service', name, namespace, pods: service.pods}, input)
  return reachablePod({...service, pods}, {routerFirst})
}

/** `8080`, `9000:8080` or `:8080`. */
export function parsePorts(typed: string): {readonly local: number; readonly remote: number} {
  const match = /^(?:(\d*):)?(\d+)$/.exec(typed)
  const remote = Number(match?.[2])
  const local = match?.[1] === undefined ? remote : Number(match[1])
  if (match && remote > 0 && remote < 65_536 && local < 65_536) return {local, remote}
  throw new OmeError('usage', `"${typed}" is no port: [LOCAL:]REMOTE`, [
    'for example 8080, 9000:8080, or :8080 for a free one',
  ])
}
