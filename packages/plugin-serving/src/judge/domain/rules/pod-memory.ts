import {parseQuantity} from '@ome/capacity/quantity'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {formatBytes} from '@ome/sdk/units'
import type {Evidence} from '../evidence.ts'
import type {Finding, Rule} from '../finding.ts'

const memoryField = 'spec.engine.runner.resources'
/** A container of the service stands for the runtime's of the same name. */
const container = {'spec.engine.runner.name': 'ome-container'}

/** The rest is the machine's own. */
const systemShare = 0.95

/** A larger limit would keep no pod from being killed, and a larger request would find no machine. */
const fullMachine = (used: number, limit: number, machineBytes: number): Finding => ({
  rule: 'memory-limit',
  finding: 'a pod is close to its memory limit, and its machine has no more',
  evidence: `${formatBytes(used)} of ${formatBytes(limit)} in use now, on a machine of ${formatBytes(machineBytes)}`,
  change: 'machines with more memory, or an engine that keeps less of it: fewer requests at once, no swap space',
  effect: 'is not killed for want of memory',
  risk: 'medium',
})

/** Close to its limit a container is killed. */
export const memoryLimit: Rule = (evidence) => {
  const {used, pod} = enginesMemory(evidence)
  const limit = parseQuantity(pod?.memoryLimit)
  if (used === undefined || limit === undefined || used <= 0.9 * limit) return []
  const {machineBytes = Number.POSITIVE_INFINITY} = evidence
  const most = Math.floor((systemShare * machineBytes) / 2 ** 30) * 2 ** 30
  if (most <= limit) return [fullMachine(used, limit, machineBytes)]
  const wanted = gib(Math.min(1.5 * limit, most))
  const fields = {
    ...container,
    [`${memoryField}.limits.memory`]: wanted,
    [`${memoryField}.requests.memory`]: wanted,
  }
  return [
    {
      rule: 'memory-limit',
      finding: 'a pod is close to its memory limit',
      evidence: `${formatBytes(used)} of ${formatBytes(limit)} in use now`,
      change: `memory limit ${gib(limit)} → ${wanted}${1.5 * limit > most ? `, as much as its machines of ${formatBytes(machineBytes)} have` : ''}`,
      effect: 'is not killed for want of memory; its pods are replaced',
      risk: 'medium',
      adjustment: {fields},
    },
  ]
}

/** Smaller requests keep nobody out. */
const worthwhileBytes = 16 * 2 ** 30

/** Memory of the machine, not of the GPUs. One look says nothing of peaks: a quarter of the request stays, and the limit. */
export const memoryRequest: Rule = (evidence) => {
  const {used, pod} = enginesMemory(evidence)
  const asked = pod?.requests?.memoryBytes
  if (used === undefined || asked === undefined || asked < worthwhileBytes || used > 0.5 * asked) return []
  const wanted = Math.max(1.5 * used, asked / 4)
  return [
    {
      rule: 'memory-request',
      finding: 'pods request more memory than they use',
      evidence: `${formatBytes(used)} of ${formatBytes(asked)} in use now`,
      change: `memory request ${gib(asked)} → ${gib(wanted)}; the limit stays`,
      effect: `${formatBytes(asked - wanted)} per pod are free for others; its pods are replaced`,
      risk: 'medium',
      adjustment: {fields: {...container, [`${memoryField}.requests.memory`]: gib(wanted)}},
    },
  ]
}

/** The most that one of its engines uses, and a pod that stands for all of them. */
function enginesMemory({usages, service}: Evidence): {readonly used?: number; readonly pod?: ServicePod} {
  const pods = service.pods.filter(({component, ready}) => component === 'engine' && ready)
  const [pod] = pods
  if (!pod || !('known' in usages)) return {}
  const all = pods.flatMap(({name}) => usages.known.get(`${service.namespace}/${name}`)?.bytes ?? [])
  if (all.length === 0) return {pod}
  return {pod, used: all.reduce((most, bytes) => Math.max(most, bytes))}
}

const gib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 30)}Gi`
