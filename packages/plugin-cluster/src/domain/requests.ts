import {at, list, text} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import {podGpus, podMemoryBytes} from '@ome/inference-model/node'
import type {KubeObject} from '@ome/sdk/kube'

/** What the pods of a namespace, or of a value of a label, ask for. */
export interface Requests {
  readonly group: string
  readonly pods: number
  readonly cpu: number
  readonly memoryBytes: number
  readonly gpus: number
}

/** Sums of requests of pods that have not ended, the largest holder of accelerators first. */
export function requestsBy(pods: readonly KubeObject[], label?: string): readonly Requests[] {
  const running = pods.filter((pod) => !['Succeeded', 'Failed'].includes(text(at(pod, 'status', 'phase')) ?? ''))
  const groups = Map.groupBy(running, ({metadata}) =>
    label === undefined ? (metadata.namespace ?? '') : (metadata.labels?.[label] ?? '<none>'),
  )
  return [...groups]
    .map(([group, members]) => ({
      group,
      pods: members.length,
      cpu: total(members, (pod) => podCpu(pod['spec'])),
      memoryBytes: total(members, (pod) => podMemoryBytes(pod['spec'])),
      gpus: total(members, (pod) => podGpus(pod['spec'])),
    }))
    .sort((a, b) => b.gpus - a.gpus || b.cpu - a.cpu || (a.group < b.group ? -1 : 1))
}

const total = (pods: readonly KubeObject[], of: (pod: KubeObject) => number): number =>
  pods.reduce((sum, pod) => sum + of(pod), 0)

const podCpu = (spec: unknown): number =>
  list(at(spec, 'containers')).reduce<number>(
    (sum, container) => sum + (parseQuantity(at(container, 'resources', 'requests', 'cpu')) ?? 0),
    0,
  )

/** How many objects of a kind there are. */
export interface KindCount {
  readonly kind: string
  readonly objects: number
}

export interface ClusterResources {
  readonly kinds: readonly KindCount[]
  /** The label that pods are grouped by; absent: their namespace. */
  readonly by?: string
  readonly requests: readonly Requests[]
  readonly unreadable: readonly string[]
}
