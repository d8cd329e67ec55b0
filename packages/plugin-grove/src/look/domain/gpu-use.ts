import {at, text} from '@ome/capacity/fields'
import {podGpus, toNode} from '@ome/inference-model/node'
import type {KubeObject} from '@ome/sdk/kube'
import {keyOf} from '../../domain/grove-objects.ts'
import {label, labelOf} from '../../domain/labels.ts'

/** Who has the GPUs of a node, or of a domain. */
export interface GpuUse {
  readonly total: number
  /** Per set that was asked for, as `namespace/name`. */
  readonly mine: ReadonlyMap<string, number>
  /** Of other sets of Grove. */
  readonly grove: number
  readonly other: number
  readonly free: number
  /** Neither used nor to be had: the node takes no pods. */
  readonly closed: number
}

export interface Holder {
  readonly node: string
  /** `namespace/pod`. */
  readonly name: string
  readonly gpus: number
}

export interface NodeUse {
  readonly name: string
  readonly node: KubeObject
  readonly isOpen: boolean
  readonly use: GpuUse
  /** NVIDIA's label for nodes that one NVLink fabric joins. */
  readonly nvlink?: string
}

export interface Fleet {
  readonly nodes: readonly NodeUse[]
  /** Pods of others, by node. */
  readonly holders: ReadonlyMap<string, readonly Holder[]>
  /** False where pods of other namespaces could not be read: what is free is not known then. */
  readonly isComplete: boolean
}

interface Counted {
  readonly mine: Map<string, number>
  readonly holders: Holder[]
  grove: number
  other: number
}

/** Nodes with accelerators, and who has them. `sets`: those that were asked for, as `namespace/name`. */
export function fleetOf(
  nodes: readonly KubeObject[],
  pods: readonly KubeObject[],
  {sets, isComplete}: {readonly sets: ReadonlySet<string>; readonly isComplete: boolean},
): Fleet {
  const counts = new Map<string, Counted>()
  for (const pod of pods) {
    const name = text(at(pod, 'spec', 'nodeName'))
    const phase = at(pod, 'status', 'phase')
    if (name === undefined || phase === 'Succeeded' || phase === 'Failed') continue
    const counted = counts.get(name) ?? {mine: new Map(), holders: [], grove: 0, other: 0}
    counts.set(name, counted)
    count(counted, pod, sets, name)
  }
  return {
    nodes: nodes.flatMap((node) => nodeUse(node, counts.get(node.metadata.name)) ?? []),
    holders: new Map([...counts].map(([name, {holders}]) => [name, holders])),
    isComplete,
  }
}

function count(counted: Counted, pod: KubeObject, sets: ReadonlySet<string>, node: string): void {
  const gpus = podGpus(pod['spec'])
  if (gpus === 0) return
  const {name, namespace} = pod.metadata
  const isGrove = labelOf(pod, label.managedBy) === 'grove-operator'
  const set = keyOf(namespace, labelOf(pod, label.partOf) ?? '')
  if (isGrove && sets.has(set)) {
    counted.mine.set(set, (counted.mine.get(set) ?? 0) + gpus)
    return
  }
  if (isGrove) counted.grove += gpus
  else counted.other += gpus
  counted.holders.push({node, name: keyOf(namespace, name), gpus})
}

function nodeUse(node: KubeObject, counted: Counted | undefined): NodeUse | undefined {
  const {gpus: total, schedulable, labels} = toNode(node)
  if (total === 0 && !counted?.mine.size) return undefined
  const {mine = new Map<string, number>(), grove = 0, other = 0} = counted ?? {}
  const left = Math.max(0, total - sum(mine.values()) - grove - other)
  const nvlink = labels['nvidia.com/gpu.clique']
  return {
    name: node.metadata.name,
    node,
    isOpen: schedulable,
    use: {total, mine, grove, other, free: schedulable ? left : 0, closed: schedulable ? 0 : left},
    ...(nvlink !== undefined && {nvlink}),
  }
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0
  for (const each of numbers) total += each
  return total
}

export const mineOf = ({mine}: GpuUse): number => sum(mine.values())
export const usedOf = ({total, free, closed}: GpuUse): number => total - free - closed

/** The use of several nodes together. */
export function joinedUse(nodes: readonly NodeUse[]): GpuUse {
  const mine = new Map<string, number>()
  const joined = {total: 0, grove: 0, other: 0, free: 0, closed: 0}
  for (const {use} of nodes) {
    for (const [set, gpus] of use.mine) mine.set(set, (mine.get(set) ?? 0) + gpus)
    for (const key of ['total', 'grove', 'other', 'free', 'closed'] as const) joined[key] += use[key]
  }
  return {...joined, mine}
}
