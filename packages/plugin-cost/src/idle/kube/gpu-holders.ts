import {at, list, text} from '@ome/capacity/fields'
import {gpuPod, podGpus} from '@ome/inference-model/node'
import {runsEngine, type ServicePod, toServicePod} from '@ome/inference-model/service-pod'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {GpuHolder, HolderReader} from '../domain/ports.ts'

const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', namespaced: true}

export const holderReader = (kube: KubeClient): HolderReader => ({
  async list(namespace) {
    // Of many pods few hold accelerators: the others are dropped as they arrive.
    const found = await kube.list(pods, {...(namespace !== undefined && {namespace}), keep: gpuPod})
    return {holders: found.flatMap((pod) => toHolder(pod) ?? []), ended: found.flatMap((pod) => toEnded(pod) ?? [])}
  },
})

/** Labels that name what a pod belongs to. Sources: OME's controllers; KAITO `pkg/workspace/manifests`. */
const ownerLabels = {
  'ome.io/inferenceservice': 'service',
  'inferenceset.kaito.sh/created-by': 'inferenceset',
  'kaito.sh/workspace': 'workspace',
  'kaito.sh/ragengine': 'ragengine',
} as const

const hasEnded = (pod: KubeObject): boolean => ['Succeeded', 'Failed'].includes(text(at(pod, 'status', 'phase')) ?? '')

function toEnded(pod: KubeObject): {readonly node: string; readonly atMs: number} | undefined {
  const node = text(at(pod, 'spec', 'nodeName'))
  if (node === undefined || !hasEnded(pod)) return undefined
  const ends = list(at(pod, 'status', 'containerStatuses')).map((each) =>
    Date.parse(text(at(each, 'state', 'terminated', 'finishedAt')) ?? ''),
  )
  const atMs = Math.max(...ends.filter(Number.isFinite))
  return Number.isFinite(atMs) ? {node, atMs} : undefined
}

function toHolder(pod: KubeObject): GpuHolder | undefined {
  const node = text(at(pod, 'spec', 'nodeName'))
  if (node === undefined || hasEnded(pod)) return undefined
  const read = toServicePod(pod)
  const since = Date.parse(text(at(pod, 'status', 'startTime')) ?? pod.metadata.creationTimestamp ?? '')
  const isStarted = Number.isFinite(since)
  const kind = pod.metadata.ownerReferences?.[0]?.kind
  return {
    namespace: pod.metadata.namespace ?? '',
    owner: ownerOf(pod),
    pod: pod.metadata.name,
    node,
    gpus: podGpus(pod['spec']),
    ...(isStarted && {startedAtMs: since}),
    ...(!read.ready && isStarted && {trouble: {sinceMs: unreadySince(pod, since), reason: troubleOf(read)}}),
    ...(read.metrics && runsEngine(read) && {engine: read.metrics}),
    isJob: kind === 'Job',
  }
}

const troubleOf = ({problem, terminating}: ServicePod): string =>
  problem?.reason ?? (terminating ? 'it is being deleted' : 'not ready')

function ownerOf({metadata: {labels = {}, ownerReferences = [], name}}: KubeObject): string {
  for (const [label, noun] of Object.entries(ownerLabels))
    if (labels[label] !== undefined) return `${noun}/${labels[label]}`
  const [owner] = ownerReferences
  return owner ? `${owner.kind.toLowerCase()}/${owner.name}` : `pod/${name}`
}

/** When it stopped being ready; one that never was holds its accelerators since it began. */
function unreadySince(pod: KubeObject, since: number): number {
  const ready = list(at(pod, 'status', 'conditions')).find((each) => at(each, 'type') === 'Ready')
  const changed = Date.parse(text(at(ready, 'lastTransitionTime')) ?? '')
  return Number.isFinite(changed) ? Math.max(since, changed) : since
}
