import type {GrovePod} from '../../domain/grove-pod.ts'
import type {ReplicaRole, Worker} from '../../domain/grove-tree.ts'

const states: readonly GrovePod['state'][] = [
  'gated',
  'unschedulable',
  'pending',
  'waiting',
  'starting',
  'unready',
  'failed',
  'going',
  'ready',
]

/**
 * Workers that the operator takes away for fewer ones: of a scaling group those of the highest index; of a clique those
 * without a node, not ready, of an old template, then the newest. Source: Grove `podclique/components/pod`.
 */
export function victimsOf({role, workers, desired}: ReplicaRole, to: number): readonly Worker[] {
  const count = Math.max(0, desired - to)
  if (count === 0) return []
  if (role.kind !== 'PodClique') return [...workers].sort((a, b) => b.index - a.index).slice(0, count)
  return [...workers].sort(firstToGo).slice(0, count)
}

const firstToGo = (a: Worker, b: Worker): number =>
  Number(a.isScheduled) - Number(b.isScheduled) ||
  states.indexOf(a.state) - states.indexOf(b.state) ||
  Number(a.isNew) - Number(b.isNew) ||
  createdOf(b).localeCompare(createdOf(a)) ||
  b.index - a.index

const createdOf = ({pods}: Worker): string => pods[0]?.createdAt ?? ''
