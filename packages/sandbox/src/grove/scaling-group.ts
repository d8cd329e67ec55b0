import type {ApiObject} from '../api.ts'
import {dependants} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import type {Controller, World} from '../controllers/world.ts'
import {buildMember, placeOf, sameTemplate} from './build-clique.ts'
import {finalizer, label} from './names.ts'
import {addFinalizer, breachedSince, dropFinalizer, scoped} from './objects.ts'
import {operatorName, podCliqueScalingGroups, podCliqueSets, podCliques} from './resources.ts'
import {type GroupState, writeGroupStatus} from './scaling-group-status.ts'
import {rollReplicas} from './scaling-group-update.ts'
import {indexIn, setNameOf, terminationDelayMs, updatesOnDelete} from './template.ts'

/** Keeps the cliques of each PodCliqueScalingGroup: one of every kind for each of its replicas. */
export const scalingGroupController: Controller = (world) =>
  reconciler(world, {
    name: 'podcliquescalinggroup-controller',
    sources: [
      {resource: podCliqueScalingGroups, keys: (group) => [keyOf(group)]},
      {resource: podCliques, keys: (clique) => ownerKey(clique, 'PodCliqueScalingGroup')},
      {
        resource: podCliqueSets,
        keys: (set) => scoped(world, podCliqueScalingGroups, set, {[label.partOf]: set.metadata.name}).map(keyOf),
      },
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const group = world.api.get(podCliqueScalingGroups, name, namespace)
      if (!group) return
      if (isTerminating(group)) dissolve(world, group)
      else if (!group.metadata.finalizers?.includes(finalizer.group)) {
        addFinalizer(world, podCliqueScalingGroups, group, finalizer.group)
      } else maintain(world, group, again)
    },
  })

function dissolve(world: World, group: ApiObject): void {
  const left = dependants(world, podCliques, group)
  deleteCliques(world, left)
  if (left.length === 0 && group.metadata.finalizers?.includes(finalizer.group)) {
    dropFinalizer(world, podCliqueScalingGroups, group, finalizer.group)
  }
}

function deleteCliques(world: World, cliques: readonly ApiObject[]): void {
  for (const clique of cliques) {
    if (!isTerminating(clique)) world.api.delete(podCliques, clique.metadata.name, clique.metadata.namespace)
  }
}

function maintain(world: World, group: ApiObject, again: (time: number) => void): void {
  const set = world.api.get(podCliqueSets, setNameOf(group), group.metadata.namespace)
  if (!set || isTerminating(set)) return
  const remove = (replica: number): void => {
    deleteCliques(
      world,
      dependants(world, podCliques, group).filter((clique) => indexIn(clique, label.groupReplica) === replica),
    )
    const message = `PodCliqueScalingGroup ${group.metadata.name} replicaIndex ${replica} deleted`
    world.api.event(group, 'Normal', 'PodCliqueScalingGroupReplicaDeleteSuccessful', message, operatorName)
  }
  shrink(world, group, remove)
  const state = (): GroupState => ({set, group, members: dependants(world, podCliques, group)})
  const progress = rollReplicas(world, state(), remove)
  const isRecycling = recycle(world, state(), remove, again)
  grow(world, set, group)
  writeGroupStatus(world, state(), progress, isRecycling)
}

function shrink(world: World, group: ApiObject, remove: (replica: number) => void): void {
  const wanted: number = group['spec'].replicas ?? 1
  const surplus = dependants(world, podCliques, group)
    .filter((clique) => !isTerminating(clique))
    .map((clique) => indexIn(clique, label.groupReplica))
    .filter((replica) => replica >= wanted)
  for (const replica of [...new Set(surplus)].sort((a, b) => b - a)) remove(replica)
}

function grow(world: World, set: ApiObject, group: ApiObject): void {
  const place = placeOf(set, group)
  if (!place) return
  const {namespace} = group.metadata
  for (let replica = 0; replica < (group['spec'].replicas ?? 1); replica++) {
    for (const name of place.group.cliqueNames) {
      const wanted = buildMember(set, group, place, replica, name)
      if (!wanted) continue
      const current = world.api.get(podCliques, wanted.metadata.name, namespace)
      if (!current) {
        world.api.create(podCliques, wanted)
        const message = `PodClique ${namespace}/${wanted.metadata.name} created successfully`
        world.api.event(group, 'Normal', 'PodCliqueCreateSuccessful', message, operatorName)
      } else if (updatesOnDelete(set) && !isTerminating(current) && !sameTemplate(current, wanted)) {
        renew(world, current, wanted)
      }
    }
  }
}

/** Gives a clique the template of `wanted`; what is scaled on the live object stays. */
export function renew(world: World, current: ApiObject, wanted: ApiObject): void {
  world.api.update(podCliques, {
    ...current,
    metadata: {
      ...current.metadata,
      labels: {...wanted.metadata.labels},
      annotations: {...wanted.metadata.annotations},
    },
    spec: {...wanted['spec'], replicas: current['spec'].replicas, minAvailable: current['spec'].minAvailable},
  })
}

/**
 * Ends replicas whose minimum was missed for the set's termination delay, while enough others are healthy; otherwise it is the
 * set's whole replica that has to go. True while one is due.
 */
function recycle(
  world: World,
  {set, group, members}: GroupState,
  remove: (replica: number) => void,
  again: (time: number) => void,
): boolean {
  const progress = group['status']?.updateProgress
  if (progress && !progress.updateEndedAt) return false
  const delay = terminationDelayMs(set)
  const breaches = new Map<number, number>()
  for (const clique of members) {
    const since = isTerminating(clique) ? undefined : breachedSince(clique)
    if (since === undefined) continue
    const replica = indexIn(clique, label.groupReplica)
    breaches.set(replica, Math.min(since, breaches.get(replica) ?? since))
  }
  const {replicas = 1, minAvailable = 1} = group['spec']
  if (breaches.size === 0 || replicas - breaches.size < minAvailable) return false
  const due = [...breaches].filter(([, since]) => since + delay <= world.clock.now())
  for (const [replica] of due) remove(replica)
  const waiting = [...breaches]
    .filter(([, since]) => since + delay > world.clock.now())
    .map(([, since]) => since + delay)
  if (waiting.length > 0) again(Math.min(...waiting))
  return due.length > 0
}
