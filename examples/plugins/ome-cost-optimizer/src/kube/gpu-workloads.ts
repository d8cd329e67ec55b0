import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Replica, Workload, Workloads} from '../domain/workload.ts'
import {engineLoad} from './engine-load.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true} as const
const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false} as const
const gpu = 'nvidia.com/gpu'
const product = 'nvidia.com/gpu.product'

export const gpuWorkloads = (kube: KubeClient, now: Date): Workloads => ({
  async list(namespace) {
    const found = await kube.list(pods, namespace === undefined ? {} : {namespace})
    const holding = found.filter((pod) => gpusOf(pod) > 0 && ownerOf(pod) !== undefined && isActive(pod))
    if (holding.length === 0) return []
    const [products, replicas] = await Promise.all([
      productsOf(kube),
      Promise.all(holding.map(async (pod) => ({pod, replica: await toReplica(kube, pod, now)}))),
    ])
    const groups = Map.groupBy(replicas, ({pod}) => `${pod.metadata.namespace}/${ownerOf(pod)}`)
    return [...groups.values()].map((group) => toWorkload(group, products))
  },
})

type Group = readonly {readonly pod: KubeObject; readonly replica: Replica}[]

function toWorkload(group: Group, products: ReadonlyMap<string, string>): Workload {
  const pod = group[0]?.pod
  const accelerators = group.map((member) => products.get(member.pod['spec']?.nodeName ?? ''))
  return {
    namespace: pod?.metadata.namespace ?? '',
    name: (pod && ownerOf(pod)) ?? '',
    accelerator: accelerators.find((name) => name !== undefined),
    replicas: group.map(({replica}) => replica),
  }
}

async function toReplica(kube: KubeClient, pod: KubeObject, now: Date): Promise<Replica> {
  const conditions: readonly {type: string; status: string}[] = pod['status']?.conditions ?? []
  const isReady = conditions.some(({type, status}) => type === 'Ready' && status === 'True')
  return {
    gpus: gpusOf(pod),
    isReady,
    ageSeconds: (now.getTime() - Date.parse(pod.metadata.creationTimestamp ?? now.toISOString())) / 1000,
    load: isReady ? await engineLoad(kube, pod) : undefined,
  }
}

/** GPUs that the scheduler set aside: a limit is its own request. */
export function gpusOf(pod: KubeObject): number {
  const containers: readonly {resources?: {limits?: Record<string, string>}}[] = pod['spec']?.containers ?? []
  return containers.reduce((sum, {resources}) => sum + Number(resources?.limits?.[gpu] ?? 0), 0)
}

/** What keeps replicas of it running. Jobs end by themselves, and a bare pod serves nobody for long. */
export function ownerOf(pod: KubeObject): string | undefined {
  const owner = pod.metadata.ownerReferences?.find(({controller}) => controller)
  if (owner?.kind === 'StatefulSet' || owner?.kind === 'LeaderWorkerSet') return owner.name
  const hash = pod.metadata.labels?.['pod-template-hash']
  return owner?.kind === 'ReplicaSet' ? owner.name.replace(`-${hash}`, '') : undefined
}

/** A pod without a node holds no GPU, and a finished one gave it back. */
const isActive = (pod: KubeObject): boolean =>
  pod['spec']?.nodeName !== undefined && !['Succeeded', 'Failed'].includes(pod['status']?.phase)

async function productsOf(kube: KubeClient): Promise<ReadonlyMap<string, string>> {
  try {
    const found = await kube.list(nodes)
    return new Map(found.map(({metadata}) => [metadata.name, metadata.labels?.[product] ?? 'GPUs without a label']))
  } catch (error) {
    // Nodes only say what the GPUs cost.
    if (isOmeError(error) && error.kind === 'denied') return new Map()
    throw error
  }
}
