import {isDeepStrictEqual} from 'node:util'
import {ApiError, type ApiObject, type ResourceName} from '../api.ts'
import {type Condition, withCondition} from './conditions.ts'
import {controlledBy, type LabelSelector, selects} from './ownership.ts'
import {burst, fullCluster, mostPods} from './pod-burst.ts'
import {isActive, isReady, isTerminating, readySince} from './pod-facts.ts'
import {podFrom} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {pods, replicaSets, replicationControllers} from './resources.ts'
import {writeCounts} from './status-counts.ts'
import type {Controller, World} from './world.ts'

interface Keeper {
  readonly resource: ResourceName
  readonly kind: string
  readonly source: string
  selectorOf(set: ApiObject): LabelSelector | undefined
}

/** What many pods cost to count is paid a few times a second instead of for each change. */
const manyPods = 50
const paceMs = 250

const keeper =
  (own: Keeper): Controller =>
  (world) =>
    reconciler(world, {
      name: own.source,
      sources: [
        {resource: own.resource, keys: (object) => [keyOf(object)]},
        {
          resource: pods,
          keys(pod, {type, previous}) {
            if (type === 'MODIFIED' && previous && countsAs(pod, previous)) return []
            return hasController(pod) ? ownerKey(pod, own.kind) : suitors(world, own, pod)
          },
        },
      ],
      paceMs(key) {
        const {namespace, name} = splitKey(key)
        const wanted = world.api.get(own.resource, name, namespace)?.spec.replicas ?? 0
        return wanted > manyPods ? paceMs : 0
      },
      reconcile(key, again) {
        const {namespace, name} = splitKey(key)
        const set = world.api.get(own.resource, name, namespace)
        if (!set) return
        let failure: ApiError | undefined
        if (!isTerminating(set)) {
          adoptOrphans(world, own, set)
          failure = resize(world, own, set, active(world, set))
        }
        writeStatus(world, own, set, failure, again)
        if (failure) throw failure
      },
    })

/** Keeps as many pods as a ReplicaSet wants. */
export const replicaSetController = keeper({
  resource: replicaSets,
  kind: 'ReplicaSet',
  source: 'replicaset-controller',
  selectorOf: (set) => set.spec.selector,
})

/** Keeps as many pods as a ReplicationController wants. */
export const replicationController = keeper({
  resource: replicationControllers,
  kind: 'ReplicationController',
  source: 'replication-controller',
  selectorOf: (set) => ({matchLabels: set.spec.selector ?? set.spec.template?.metadata?.labels ?? {}}),
})

/** Whether a pod that changed is the same to those who count it. */
const countsAs = (pod: ApiObject, before: ApiObject): boolean =>
  isActive(pod) === isActive(before) &&
  readySince(pod) === readySince(before) &&
  isDeepStrictEqual(pod.metadata.labels, before.metadata.labels) &&
  isDeepStrictEqual(pod.metadata.ownerReferences, before.metadata.ownerReferences)

const hasController = (pod: ApiObject): boolean =>
  pod.metadata.ownerReferences?.some((reference) => reference.controller) ?? false

const inNamespace = ({metadata}: ApiObject): {namespace?: string} =>
  metadata.namespace === undefined ? {} : {namespace: metadata.namespace}

const suitors = (world: World, own: Keeper, pod: ApiObject): string[] =>
  world.api
    .list(own.resource, inNamespace(pod))
    .filter((set) => selects(own.selectorOf(set), pod.metadata.labels))
    .map(keyOf)

const active = (world: World, set: ApiObject): ApiObject[] =>
  world.api.list(pods, {controller: set.metadata.uid ?? ''}).filter(isActive)

function adoptOrphans(world: World, own: Keeper, set: ApiObject): void {
  const selector = own.selectorOf(set)
  for (const pod of world.api.list(pods, {controller: ''})) {
    if (pod.metadata.namespace !== set.metadata.namespace || !isActive(pod)) continue
    if (!selects(selector, pod.metadata.labels)) continue
    const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controlledBy(set)]
    world.api.patch(pods, pod.metadata.name, pod.metadata.namespace, {metadata: {ownerReferences}})
  }
}

/** Makes or removes pods; the refusal when one could not be made. */
function resize(world: World, own: Keeper, set: ApiObject, present: readonly ApiObject[]): ApiError | undefined {
  const wanted: number = set.spec.replicas ?? 1
  const most = mostPods(world, {present: present.length, wanted})
  const until = Math.min(most, present.length + burst)
  try {
    for (let count = present.length; count < until; count++) createPod(world, own, set)
    // Its own pods have it looked at again: there it goes on.
    if (until === most && most < wanted) return fullCluster(most, wanted)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  if (present.length <= wanted) return undefined
  for (const pod of [...present].sort(firstToGo).slice(0, present.length - wanted)) {
    world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
    world.api.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, own.source)
  }
  return undefined
}

function createPod(world: World, own: Keeper, set: ApiObject): void {
  const name = `${set.metadata.name}-${world.random.suffix(5)}`
  try {
    world.api.create(pods, podFrom(set, set.spec.template, name))
  } catch (error) {
    if (error instanceof ApiError) {
      world.api.event(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`, own.source)
    }
    throw error
  }
  world.api.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, own.source)
}

const deletionCost = (pod: ApiObject): number =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0

/** Kubernetes' order for scaling down: unscheduled, then not ready, then cheapest, then youngest. */
function firstToGo(a: ApiObject, b: ApiObject): number {
  const unscheduled = Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName))
  const unready = Number(isReady(a)) - Number(isReady(b))
  const cheaper = deletionCost(a) - deletionCost(b)
  const younger = compare(b.metadata.creationTimestamp ?? '', a.metadata.creationTimestamp ?? '')
  return unscheduled || unready || cheaper || younger || compare(b.metadata.name, a.metadata.name)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function writeStatus(
  world: World,
  own: Keeper,
  set: ApiObject,
  failure: ApiError | undefined,
  again: (time: number) => void,
): void {
  const members = active(world, set)
  const templateLabels = Object.entries<string>(set.spec.template?.metadata?.labels ?? {})
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000
  const now = world.clock.now()
  let [labelled, ready, available] = [0, 0, 0]
  let next = Number.POSITIVE_INFINITY
  for (const pod of members) {
    if (templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value)) labelled++
    const since = readySince(pod)
    if (since === undefined) continue
    ready++
    if (minReadyMs === 0 || since + minReadyMs <= now) available++
    else next = Math.min(next, since + minReadyMs)
  }
  if (next < Number.POSITIVE_INFINITY) again(next)
  const status = {
    replicas: members.length,
    fullyLabeledReplicas: labelled,
    readyReplicas: ready,
    availableReplicas: available,
    observedGeneration: set.metadata.generation ?? 1,
    ...failureCondition(world, set, failure),
  }
  writeCounts(world, own.resource, set, status, ['replicas'])
}

function failureCondition(world: World, set: ApiObject, failure: ApiError | undefined): {conditions?: Condition[]} {
  const before: Condition[] = set.status?.conditions ?? []
  // The same refusal of another pod is no news: its name alone would have the set looked at again at once.
  if (failure && before.some(({type, status}) => type === 'ReplicaFailure' && status === 'True'))
    return {conditions: before}
  if (failure) {
    const condition: Condition = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: failure.message,
    }
    return {conditions: withCondition(world, before, condition)}
  }
  return before.length > 0 ? {conditions: before.filter(({type}) => type !== 'ReplicaFailure')} : {}
}
