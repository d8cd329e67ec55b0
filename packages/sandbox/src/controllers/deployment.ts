import type {ApiObject} from '../api.ts'
import {currentSet, hashLabel, writeDeploymentStatus} from './deployment-status.ts'
import {byAge, controlledBy, dependants} from './ownership.ts'
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
  const wanted: number = deployment.spec.replicas ?? 1
  if (deployment.spec.paused && !existing) {
    scaleOnly(world, deployment, sets, wanted)
    return
  }
  const current = existing ?? createSet(world, deployment, sets)
  writeRevision(world, deployment, current, sets)
  const old = sets.filter((set) => set.metadata.uid !== current.metadata.uid)
  if (deployment.spec.paused) scaleOnly(world, deployment, sets, wanted)
  else if (deployment.spec.strategy?.type === 'Recreate') recreate(world, deployment, current, old)
  else rollingUpdate(world, deployment, current, old)
  if (size(current) === wanted) removeHistory(world, deployment, old)
}

const size = (set: ApiObject): number => set.spec.replicas ?? 0
const available = (set: ApiObject): number => Math.min(size(set), set.status?.availableReplicas ?? 0)
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

/** While it is paused a Deployment only scales what it runs, unless it stands between two templates. */
function scaleOnly(world: World, deployment: ApiObject, sets: readonly ApiObject[], wanted: number): void {
  const running = sets.filter((set) => size(set) > 0)
  const [only = [...sets].sort((a, b) => revisionOf(b) - revisionOf(a))[0]] = running
  if (running.length <= 1 && only) resize(world, deployment, only, wanted)
}

function rollingUpdate(world: World, deployment: ApiObject, current: ApiObject, old: readonly ApiObject[]): void {
  const {wanted, surge, unavailable} = rollingBounds(deployment)
  const room = Math.max(0, wanted + surge - total(old, size) - size(current))
  const target = Math.min(wanted, size(current) + room)
  // One step at a time: the next begins when the replica set has seen this one.
  if (resize(world, deployment, current, target)) return
  scaleOldDown(world, deployment, current, old, wanted - unavailable)
}

/**
 * Takes old pods away as kube-controller-manager does: what is missing of the new pods counts against the bound, then
 * pods that are not available go first, within it, and available ones as far as `least` stay available.
 */
function scaleOldDown(
  world: World,
  deployment: ApiObject,
  current: ApiObject,
  old: readonly ApiObject[],
  least: number,
): void {
  const missing = size(current) - available(current)
  let removable = size(current) + total(old, size) - least - missing
  if (removable <= 0) return
  const before = total(old, available) + available(current)
  const oldestFirst = [...old].sort(byAge).map((set) => {
    const broken = Math.min(Math.max(0, removable), size(set) - available(set))
    removable -= broken
    return {set, left: size(set) - broken}
  })
  let spare = Math.max(0, before - least)
  for (const {set, left} of oldestFirst) {
    const fewer = Math.min(left, spare)
    spare -= fewer
    resize(world, deployment, set, left - fewer)
  }
}

/** True when the size changed. */
function resize(world: World, deployment: ApiObject, set: ApiObject, replicas: number): boolean {
  if (size(set) === replicas) return false
  const annotations = {'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas ?? 1)}
  world.api.patch(replicaSets, set.metadata.name, set.metadata.namespace, {metadata: {annotations}, spec: {replicas}})
  const direction = replicas > size(set) ? 'up' : 'down'
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${size(set)} to ${replicas}`
  world.api.event(deployment, 'Normal', 'ScalingReplicaSet', message, 'deployment-controller')
  return true
}

function removeHistory(world: World, deployment: ApiObject, old: readonly ApiObject[]): void {
  const idle = old.filter((set) => size(set) === 0 && (set.status?.replicas ?? 0) === 0 && !isTerminating(set))
  const keep: number = deployment.spec.revisionHistoryLimit ?? 10
  const surplus = [...idle].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, idle.length - keep))
  for (const set of surplus) world.api.delete(replicaSets, set.metadata.name, set.metadata.namespace)
}
