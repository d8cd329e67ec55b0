import {isDeepStrictEqual} from 'node:util'
import {ApiError, type ApiObject} from '../api.ts'
import {controlledBy, dependants, type LabelSelector, selects} from './ownership.ts'
import {isActive, isReady, isTerminating, readySince} from './pod-facts.ts'
import {podFrom} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {pods, replicaSets} from './resources.ts'
import type {Controller, World} from './world.ts'

/** Keeps as many pods as a ReplicaSet wants. */
export const replicaSetController: Controller = (world) =>
  reconciler(world, {
    name: 'replicaset-controller',
    sources: [
      {resource: replicaSets, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (object) => ownerKey(object, 'ReplicaSet')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(replicaSets, name, namespace)
      if (!set) return
      const active = owned(world, set).filter(isActive)
      if (!isTerminating(set)) resize(world, set, active)
      writeStatus(world, set)
    },
  })

function owned(world: World, set: ApiObject): ApiObject[] {
  adoptOrphans(world, set)
  return dependants(world, pods, set)
}

function adoptOrphans(world: World, set: ApiObject): void {
  const selector: LabelSelector | undefined = set.spec.selector
  const scope = set.metadata.namespace === undefined ? {} : {namespace: set.metadata.namespace}
  for (const pod of world.api.list(pods, {...scope, labels: selector?.matchLabels ?? {}})) {
    const hasController = pod.metadata.ownerReferences?.some((reference) => reference.controller)
    if (hasController || !isActive(pod) || isTerminating(set) || !selects(selector, pod.metadata.labels)) continue
    const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controlledBy(set)]
    world.api.patch(pods, pod.metadata.name, pod.metadata.namespace, {metadata: {ownerReferences}})
  }
}

function resize(world: World, set: ApiObject, active: readonly ApiObject[]): void {
  const wanted: number = set.spec.replicas ?? 1
  for (let count = active.length; count < wanted; count++) createPod(world, set)
  for (const pod of [...active].sort(firstToGo).slice(0, Math.max(0, active.length - wanted))) {
    world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
    const message = `Deleted pod: ${pod.metadata.name}`
    world.api.event(set, 'Normal', 'SuccessfulDelete', message, 'replicaset-controller')
  }
}

function createPod(world: World, set: ApiObject): void {
  const name = `${set.metadata.name}-${world.random.suffix(5)}`
  try {
    world.api.create(pods, podFrom(set, set.spec.template, name))
  } catch (error) {
    if (error instanceof ApiError) {
      const message = `Error creating: ${error.message}`
      world.api.event(set, 'Warning', 'FailedCreate', message, 'replicaset-controller')
    }
    throw error
  }
  world.api.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, 'replicaset-controller')
}

/** Kubernetes' order for scaling down: unscheduled, then not ready, then youngest. */
function firstToGo(a: ApiObject, b: ApiObject): number {
  const unscheduled = Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName))
  const unready = Number(isReady(a)) - Number(isReady(b))
  const younger = (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '')
  return unscheduled || unready || younger || b.metadata.name.localeCompare(a.metadata.name)
}

function writeStatus(world: World, set: ApiObject): void {
  const active = dependants(world, pods, set).filter(isActive)
  const templateLabels: Record<string, string> = set.spec.template?.metadata?.labels ?? {}
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000
  const status = {
    replicas: active.length,
    fullyLabeledReplicas: active.filter((pod) =>
      Object.entries(templateLabels).every(([key, value]) => pod.metadata.labels?.[key] === value),
    ).length,
    readyReplicas: active.filter(isReady).length,
    availableReplicas: active.filter((pod) => {
      const since = readySince(pod)
      return since !== undefined && since + minReadyMs <= world.clock.now() + 1000
    }).length,
    observedGeneration: set.metadata.generation ?? 1,
  }
  if (isDeepStrictEqual({...set.status, ...status}, set.status)) return
  world.api.patch(replicaSets, set.metadata.name, set.metadata.namespace, {status}, 'status')
}
