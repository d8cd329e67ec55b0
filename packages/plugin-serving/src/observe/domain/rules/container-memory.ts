import {weightBytes} from '@ome/capacity/memory'
import {weightType} from '@ome/capacity/model-shape'
import {parseQuantity} from '@ome/capacity/quantity'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {count, named, type ServiceFacts} from '../facts.ts'
import type {Fix, Verdict} from '../finding.ts'

const GiB = 2 ** 30
/** What an engine takes beside the weights that pass through it: its interpreter, CUDA's libraries, buffers. */
const processBytes = 8 * GiB
/** What a machine keeps for its own daemons. */
const ownShare = 0.1
const unknownNeed = 64 * GiB

/** A container that the kernel ended for its memory: enough for the model, and no more than its node has. */
export function tooLittleMemory(facts: ServiceFacts, pod: ServicePod, pods: number, otherwise: Fix): Verdict {
  const limit = parseQuantity(pod.memoryLimit)
  const wanted = memoryWanted(facts, pod, limit)
  const evidence = [{object: `pod/${pod.name}`, field: 'lastState', text: pod.problem?.message ?? 'OOMKilled'}]
  const says = `the container needs more memory than it may have (${count(pods, 'pod')})`
  if (limit !== undefined && wanted <= limit)
    return {
      result: 'fail',
      says: `${says}, and node ${pod.node} has no more to give`,
      evidence: [
        ...evidence,
        {object: `node/${pod.node}`, field: 'status.capacity.memory', text: gib(nodeMemory(facts, pod))},
      ],
      fix: otherwise,
    }
  return {result: 'fail', says, evidence, fix: {why: 'give it more memory', command: setMemory(facts, pod, wanted)}}
}

/** What the model needs; where that was not enough, twice the limit; never more than the node can give. */
function memoryWanted(facts: ServiceFacts, pod: ServicePod, limit: number | undefined): number {
  const need = pod.component === 'router' ? undefined : modelNeed(facts)
  const enough = limit === undefined ? (need ?? unknownNeed) : need !== undefined && need > limit ? need : 2 * limit
  const most = Math.floor(((1 - ownShare) * nodeMemory(facts, pod)) / GiB) * GiB
  return Math.min(Math.ceil(enough / GiB) * GiB, most)
}

function modelNeed({model}: ServiceFacts): number | undefined {
  if (model?.state !== 'found' || model.model.parameters === undefined) return undefined
  const {parameters, configuration} = model.model
  return weightBytes(parameters, weightType(configuration) ?? 'bf16') + processBytes
}

/** Unknown memory of a node is no bound. */
const nodeMemory = ({nodes}: ServiceFacts, {node}: ServicePod): number =>
  nodes?.find(({name}) => name === node)?.memoryBytes || Number.POSITIVE_INFINITY

/** Set in the service: OME merges it into the runtime's container, so that the rest stays. */
function setMemory({service}: ServiceFacts, {component}: ServicePod, bytes: number): string {
  const memory = gib(bytes)
  const container = component === 'router' ? 'router' : 'ome-container'
  const runner = `spec.${component}.runner`
  const fields = [`name=${container}`, `resources.limits.memory=${memory}`, `resources.requests.memory=${memory}`]
  return `ome update ${named(service)} ${fields.map((field) => `--set ${runner}.${field}`).join(' ')}`
}

const gib = (bytes: number): string => `${Math.floor(bytes / GiB)}Gi`
