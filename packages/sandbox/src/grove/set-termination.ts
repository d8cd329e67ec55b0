import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import type {World} from '../controllers/world.ts'
import {label} from './names.ts'
import {breachedSince, scoped} from './objects.ts'
import {operatorName, podCliqueScalingGroups, podCliques} from './resources.ts'
import {deleteOnce} from './set-children.ts'
import {indexIn, terminationDelayMs} from './template.ts'

/**
 * Ends the replicas of a set in which a clique or a scaling group has missed its minimum for the termination delay: all their
 * cliques are made anew, so that the gang is placed again as a whole.
 */
export function endBreached(
  world: World,
  set: ApiObject,
  replicas: readonly number[],
  again: (time: number) => void,
): void {
  const labels = {[label.partOf]: set.metadata.name}
  const delay = terminationDelayMs(set)
  const deadlines = [
    ...scoped(world, podCliques, set, {...labels, [label.component]: 'pcs-podclique'}),
    ...scoped(world, podCliqueScalingGroups, set, labels),
  ].flatMap((part) => {
    const since = isTerminating(part) || isUpdating(part) ? undefined : breachedSince(part)
    return since === undefined ? [] : [{replica: indexIn(part, label.setReplica), at: since + delay}]
  })
  const due = new Set(deadlines.filter(({at}) => at <= world.clock.now()).map(({replica}) => replica))
  for (const replica of replicas) if (due.has(replica)) end(world, set, replica)
  const waiting = deadlines.filter(({at}) => at > world.clock.now()).map(({at}) => at)
  if (waiting.length > 0) again(Math.min(...waiting))
}

const isUpdating = (part: ApiObject): boolean => {
  const progress = part['status']?.updateProgress
  return progress !== undefined && progress.updateEndedAt === undefined
}

function end(world: World, set: ApiObject, replica: number): void {
  const labels = {[label.partOf]: set.metadata.name, [label.setReplica]: String(replica)}
  for (const clique of scoped(world, podCliques, set, labels)) deleteOnce(world, podCliques, clique)
  const message = `PodCliqueSet replica ${replica} deleted`
  world.api.event(set, 'Normal', 'PodCliqueSetReplicaDeleteSuccessful', message, operatorName)
}
