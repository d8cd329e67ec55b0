import type {ApiObject, ResourceName} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, reconciler, type Source, splitKey} from '../controllers/reconciler.ts'
import {pods} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {type ApplyChild, childApplier} from '../ome/apply.ts'
import {buildStandalone, sameTemplate} from './build-clique.ts'
import {isRolling} from './clique-update.ts'
import {syncGangs} from './gangs.ts'
import {finalizer, groupName, label, setLabels} from './names.ts'
import {addFinalizer, dropFinalizer, scoped} from './objects.ts'
import {
  clusterTopologyBindings,
  operatorName,
  podCliqueScalingGroups,
  podCliqueSets,
  podCliques,
  podGangs,
} from './resources.ts'
import {renew} from './scaling-group.ts'
import {deleteOnce, removeServices, syncAutoscalers, syncRights, syncService} from './set-children.ts'
import {writeSetStatus} from './set-status.ts'
import {endBreached} from './set-termination.ts'
import {trackUpdate} from './set-update.ts'
import {groupsOf, indexIn, setNameOf, standaloneCliques, templateOf, updatesOnDelete} from './template.ts'

/** Keeps everything a PodCliqueSet is made of. */
export const cliqueSetController: Controller = (world) => {
  const apply = childApplier(world)
  return reconciler(world, {
    name: 'podcliqueset-controller',
    sources: [
      {resource: podCliqueSets, keys: (set) => [keyOf(set)]},
      ...[podCliqueScalingGroups, podCliques, podGangs, pods].map(ofSet),
      {resource: clusterTopologyBindings, keys: () => world.api.list(podCliqueSets).map(keyOf)},
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(podCliqueSets, name, namespace)
      if (!set) return
      if (isTerminating(set)) dissolve(world, set)
      else if (!set.metadata.finalizers?.includes(finalizer.set)) {
        addFinalizer(world, podCliqueSets, set, finalizer.set)
      } else maintain(world, apply, set, again)
    },
  })
}

const ofSet = (resource: ResourceName): Source => ({
  resource,
  keys: (object) =>
    object.metadata.labels?.[label.managedBy] === 'grove-operator'
      ? [`${object.metadata.namespace}/${setNameOf(object)}`]
      : [],
})

function dissolve(world: World, set: ApiObject): void {
  const labels = {[label.partOf]: set.metadata.name}
  const left = [podCliqueScalingGroups, podCliques, podGangs].flatMap((resource) =>
    scoped(world, resource, set, labels).map((object) => ({resource, object})),
  )
  for (const {resource, object} of left) deleteOnce(world, resource, object)
  if (left.length > 0 || !set.metadata.finalizers?.includes(finalizer.set)) return
  dropFinalizer(world, podCliqueSets, set, finalizer.set)
}

function maintain(world: World, apply: ApplyChild, set: ApiObject, again: (time: number) => void): void {
  const tracked = trackUpdate(world, set)
  const replicas = Array.from({length: tracked['spec'].replicas ?? 0}, (_, index) => index)
  removeSurplus(world, tracked, replicas)
  endBreached(world, tracked, replicas, again)
  syncRights(world, apply, tracked)
  for (const replica of replicas) {
    syncService(apply, tracked, replica)
    syncGroups(world, tracked, replica)
    syncStandalone(world, tracked, replica)
  }
  syncAutoscalers(world, apply, tracked, replicas)
  syncGangs(world, tracked, replicas)
  writeSetStatus(world, tracked, replicas)
}

/** Replicas that the set has no longer go, the highest first. */
function removeSurplus(world: World, set: ApiObject, replicas: readonly number[]): void {
  removeServices(world, set, replicas)
  const labels = {[label.partOf]: set.metadata.name}
  const surplus = [podCliqueScalingGroups, podCliques]
    .flatMap((resource) => scoped(world, resource, set, labels).map((object) => ({resource, object})))
    .filter(({object}) => !replicas.includes(indexIn(object, label.setReplica)) && !isTerminating(object))
  const gone = [...new Set(surplus.map(({object}) => indexIn(object, label.setReplica)))].sort((a, b) => b - a)
  for (const replica of gone) {
    for (const {resource, object} of surplus) {
      if (indexIn(object, label.setReplica) === replica) deleteOnce(world, resource, object)
    }
    const message = `PodCliqueSet replica ${replica} deleted`
    world.api.event(set, 'Normal', 'PodCliqueSetReplicaDeleteSuccessful', message, operatorName)
  }
}

function syncGroups(world: World, set: ApiObject, replica: number): void {
  const {namespace} = set.metadata
  for (const group of groupsOf(templateOf(set))) {
    const name = groupName(set.metadata.name, replica, group.name)
    if (world.api.get(podCliqueScalingGroups, name, namespace)) continue
    world.api.create(podCliqueScalingGroups, {
      apiVersion: 'grove.io/v1alpha1',
      kind: 'PodCliqueScalingGroup',
      metadata: {
        name,
        ...(namespace === undefined ? {} : {namespace}),
        labels: {
          ...setLabels(set.metadata.name),
          [label.name]: name,
          [label.component]: 'pcs-podcliquescalinggroup',
          [label.setReplica]: String(replica),
        },
        annotations: {...group.annotations},
        ownerReferences: [controlledBy(set)],
      },
      spec: {replicas: group.replicas ?? 1, minAvailable: group.minAvailable ?? 1, cliqueNames: group.cliqueNames},
    })
    const message = `PodCliqueScalingGroup ${namespace}/${name} created successfully`
    world.api.event(set, 'Normal', 'PodCliqueScalingGroupCreateSuccessful', message, operatorName)
  }
}

/** Creates cliques; one that exists gets a new template when its replica's turn to roll has come. */
function syncStandalone(world: World, set: ApiObject, replica: number): void {
  const {namespace} = set.metadata
  for (const template of standaloneCliques(templateOf(set))) {
    const wanted = buildStandalone(set, replica, template)
    const {name} = wanted.metadata
    const current = world.api.get(podCliques, name, namespace)
    const message = `PodClique ${namespace}/${name} created or updated successfully`
    if (!current) world.api.create(podCliques, wanted)
    else if (isTerminating(current) || sameTemplate(current, wanted)) continue
    else if (updatesOnDelete(set) || isRolling(set, replica)) renew(world, current, wanted)
    else continue
    world.api.event(set, 'Normal', 'PodCliqueCreateOrUpdateSuccessful', message, operatorName)
  }
}
