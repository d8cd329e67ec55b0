import type {ApiObject} from '../api.ts'
import {currentSet, hashLabel, writeDeploymentStatus} from './deployment-status.ts'
import {controlledBy, dependants} from './ownership.ts'
import {isTerminating} from './pod-facts.ts'
import {templateHash} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {deployments, pods, replicaSets} from './resources.ts'
import {rollingBounds} from './rolling-bounds.ts'
import type {Controller, World} from './world.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'

/** Rolls a Deployment's template out through ReplicaSets. */
export const deploymentController: Controller = (world) =>
  reconciler(world, {
    name: 'deployment-controller',
    sources: [
      {resource: deployments, keys: (object) => [keyOf(object)]},
      {resource: replicaSets, keys: (object) => ownerKey(object, 'Deployment')},
      {resource: pods, keys: (pod, {type}) => (type === 'DELETED' ? deploymentOf(world, pod) : [])},
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const deployment = world.api.get(deployments, name, namespace)
      if (!deployment) return
      if (!isTerminating(deployment)) rollOut(world, deployment)
      const current = world.api.get(deployments, name, namespace)
      if (current) writeDeploymentStatus(world, current, again)
    },
  })

/** A Deployment that is recreated waits for the last pod to go. */
function deploymentOf(world: World, pod: ApiObject): string[] {
  const [key] = ownerKey(pod, 'ReplicaSet')
  if (key === undefined) return []
  const {namespace, name} = splitKey(key)
  const set = world.api.get(replicaSets, name, namespace)
  return set ? ownerKey(set, 'Deployment') : []
}

function rollOut(world: World, deployment: ApiObject): void {
  const sets = dependants(world, replicaSets, deployment)
  const existing = currentSet(deployment, sets)
  if (deployment.spec.paused && !existing) return
  const current = existing ?? createSet(world, deployment, sets)
  writeRevision(world, deployment, current, sets)
  const old = sets.filter((set) => set.metadata.uid !== current.metadata.uid)
  const wanted: number = deployment.spec.replicas ?? 1
  if (deployment.spec.strategy?.type === 'Recreate') recreate(world, deployment, current, old)
  else rollingUpdate(world, deployment, current, old)
  if (size(current) === wanted) removeHistory(world, deployment, old)
}

const size = (set: ApiObject): number => set.spec.replicas ?? 0
const ready = (set: ApiObject): number => set.status?.availableReplicas ?? 0
const total = (sets: readonly ApiObject[], count: (set: ApiObject) => number): number =>
  sets.reduce((sum, set) => sum + count(set), 0)

function createSet(world: World, deployment: ApiObject, sets: readonly ApiObject[]): ApiObject {
  const hash = templateHash(deployment.spec.template)
  const labels = {...deployment.spec.template.metadata?.labels, [hashLabel]: hash}
  const selector = deployment.spec.selector
  return world.api.create(replicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      ...(deployment.metadata.namespace === undefined ? {} : {namespace: deployment.metadata.namespace}),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas ?? 1),
        [revisionAnnotation]: String(lastRevision(sets) + 1),
      },
      ownerReferences: [controlledBy(deployment)],
    },
    spec: {
      replicas: 0,
      ...(deployment.spec.minReadySeconds ? {minReadySeconds: deployment.spec.minReadySeconds} : {}),
      selector: {...selector, matchLabels: {...selector?.matchLabels, [hashLabel]: hash}},
      template: {...deployment.spec.template, metadata: {...deployment.spec.template.metadata, labels}},
    },
  })
}

const revisionOf = (set: ApiObject): number => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0)
const lastRevision = (sets: readonly ApiObject[]): number => Math.max(0, ...sets.map(revisionOf))

function writeRevision(world: World, deployment: ApiObject, current: ApiObject, sets: readonly ApiObject[]): void {
  const others = sets.filter((set) => set.metadata.uid !== current.metadata.uid)
  const revision = Math.max(revisionOf(current), lastRevision(others) + 1)
  const annotations = {[revisionAnnotation]: String(revision)}
  const {namespace} = deployment.metadata
  if (revisionOf(current) !== revision) {
    world.api.patch(replicaSets, current.metadata.name, namespace, {metadata: {annotations}})
  }
  if (deployment.metadata.annotations?.[revisionAnnotation] !== String(revision)) {
    world.api.patch(deployments, deployment.metadata.name, namespace, {metadata: {annotations}})
  }
}

const isUnfinished = (pod: ApiObject): boolean => pod.status?.phase !== 'Failed' && pod.status?.phase !== 'Succeeded'

function recreate(world: World, deployment: ApiObject, current: ApiObject, old: readonly ApiObject[]): void {
  for (const set of old) resize(world, deployment, set, 0)
  if (!old.some((set) => dependants(world, pods, set).some(isUnfinished))) {
    resize(world, deployment, current, deployment.spec.replicas ?? 1)
  }
}

function rollingUpdate(world: World, deployment: ApiObject, current: ApiObject, old: readonly ApiObject[]): void {
  const {wanted, surge, unavailable} = rollingBounds(deployment)
  if (size(current) > wanted) resize(world, deployment, current, wanted)
  else {
    const room = wanted + surge - total(old, size) - size(current)
    resize(world, deployment, current, Math.min(wanted, size(current) + Math.max(0, room)))
  }
  scaleOldDown(world, deployment, current, old, wanted - unavailable)
}

function scaleOldDown(
  world: World,
  deployment: ApiObject,
  current: ApiObject,
  old: readonly ApiObject[],
  least: number,
): void {
  for (const set of old) {
    const broken = size(set) - Math.min(size(set), ready(set))
    if (broken > 0 && size(set) > 0) resize(world, deployment, set, size(set) - broken)
  }
  const live = old.map((set) => world.api.get(replicaSets, set.metadata.name, set.metadata.namespace) ?? set)
  let spare = ready(current) + total(live, (set) => Math.min(size(set), ready(set))) - least
  for (const set of live) {
    const fewer = Math.min(size(set), Math.max(0, spare))
    if (fewer === 0) continue
    resize(world, deployment, set, size(set) - fewer)
    spare -= fewer
  }
}

function resize(world: World, deployment: ApiObject, set: ApiObject, replicas: number): void {
  if (size(set) === replicas) return
  const annotations = {'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas ?? 1)}
  world.api.patch(replicaSets, set.metadata.name, set.metadata.namespace, {metadata: {annotations}, spec: {replicas}})
  const direction = replicas > size(set) ? 'up' : 'down'
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${size(set)} to ${replicas}`
  world.api.event(deployment, 'Normal', 'ScalingReplicaSet', message, 'deployment-controller')
}

function removeHistory(world: World, deployment: ApiObject, old: readonly ApiObject[]): void {
  const idle = old.filter((set) => size(set) === 0 && (set.status?.replicas ?? 0) === 0 && !isTerminating(set))
  const keep: number = deployment.spec.revisionHistoryLimit ?? 10
  const surplus = [...idle].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, idle.length - keep))
  for (const set of surplus) world.api.delete(replicaSets, set.metadata.name, set.metadata.namespace)
}
