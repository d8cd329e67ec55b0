import type {ApiObject} from '../api.ts'
import {dependants} from './ownership.ts'
import {burst, mostPods} from './pod-burst.ts'
import {isActive, isReady, isTerminating, readySince} from './pod-facts.ts'
import {templateHash} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {pods, statefulSets} from './resources.ts'
import {nameOfRevision, removeOldRevisions, syncRevisions, templateData, templateOf} from './revisions.ts'
import {createPod, ordinal, releaseClaims, removePod, revisionLabel, source} from './stateful-set-pods.ts'
import {writeCounts} from './status-counts.ts'
import type {Controller, World} from './world.ts'

/** Numbered pods, made and removed one after the other (or all at once with `Parallel`), updated from the last down. */
export const statefulSetController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: statefulSets, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (object) => ownerKey(object, 'StatefulSet')},
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(statefulSets, name, namespace)
      if (!set || isTerminating(set)) return
      const plan = planOf(world, set, again)
      advance(world, plan)
      writeStatus(world, plan)
    },
  })

interface Plan {
  readonly set: ApiObject
  readonly members: readonly ApiObject[]
  readonly revisions: readonly ApiObject[]
  /** Names of the revisions that pods are moved from and to. */
  readonly current: string
  readonly update: string
  readonly start: number
  /** One past the last wanted ordinal. */
  readonly end: number
  readonly partition: number
  isAvailable(pod: ApiObject): boolean
}

function planOf(world: World, set: ApiObject, again: (time: number) => void): Plan {
  const hash = templateHash(set.spec.template)
  const revisions = syncRevisions(world, set, {
    hash,
    labels: {...set.spec.selector?.matchLabels, 'controller.kubernetes.io/hash': hash},
    data: templateData(set.spec.template),
  })
  const update = nameOfRevision(set, hash)
  const before: string = set.status?.currentRevision ?? ''
  const members = dependants(world, pods, set)
  const start: number = set.spec.ordinals?.start ?? 0
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000
  return {
    set,
    members,
    revisions,
    current: revisions.some(({metadata}) => metadata.name === before) ? before : update,
    update,
    start,
    end: start + (set.spec.replicas ?? 1),
    partition: start + (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0),
    isAvailable(pod) {
      const since = readySince(pod)
      if (since === undefined) return false
      if (minReadyMs === 0 || since + minReadyMs <= world.clock.now()) return true
      again(since + minReadyMs)
      return false
    },
  }
}

function advance(world: World, plan: Plan): void {
  const {set, members, start, end} = plan
  const isParallel = set.spec.podManagementPolicy === 'Parallel'
  const byOrdinal = new Map(members.map((pod) => [ordinal(pod), pod]))
  const last = start + mostPods(world, {present: members.length, wanted: end - start})
  let made = 0
  for (let index = start; index < last && made < burst; index++) {
    const pod = byOrdinal.get(index)
    if (pod && isOver(pod)) replaceFailed(world, set, pod)
    else if (!pod) {
      createPod(world, set, index, revisionFor(plan, index))
      made++
    }
    if (!isParallel && !(pod && plan.isAvailable(pod) && !isTerminating(pod))) return
  }
  const surplus = members
    .filter((pod) => ordinal(pod) >= end || ordinal(pod) < start)
    .sort((a, b) => ordinal(b) - ordinal(a))
  for (const pod of surplus.slice(0, isParallel ? surplus.length : 1)) {
    releaseClaims(world, set, pod)
    removePod(world, set, pod)
  }
  if (surplus.length === 0 && set.spec.updateStrategy?.type !== 'OnDelete') rollOut(world, plan)
}

const isOver = (pod: ApiObject): boolean =>
  !isTerminating(pod) && (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')

function replaceFailed(world: World, set: ApiObject, pod: ApiObject): void {
  const {namespace, name} = set.metadata
  const message = `StatefulSet ${namespace}/${name} is recreating failed Pod ${pod.metadata.name}`
  world.api.event(set, 'Warning', 'RecreatingFailedPod', message, source)
  removePod(world, set, pod)
}

/** New pods get the old template while they are not up for the update. */
function revisionFor({set, revisions, current, update, partition, start}: Plan, index: number) {
  const keeps = set.spec.updateStrategy?.rollingUpdate?.partition
    ? index < partition
    : set.spec.updateStrategy?.type !== 'OnDelete' && index < start + (set.status?.currentReplicas ?? 0)
  const old = revisions.find(({metadata}) => metadata.name === current)
  if (keeps && current !== update && old) return {name: current, template: templateOf(old)}
  return {name: update, template: set.spec.template}
}

/** From the last ordinal down to the partition, as many at a time as may be unavailable, one by default. */
function rollOut(world: World, {set, members, update, partition, isAvailable}: Plan): void {
  const allowed = share(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, set.spec.replicas ?? 1)
  const fromLast = [...members].sort((a, b) => ordinal(b) - ordinal(a))
  let unavailable = fromLast.filter((pod) => isTerminating(pod) || !isAvailable(pod)).length
  for (const pod of fromLast) {
    if (ordinal(pod) < partition) return
    const isOutdated = pod.metadata.labels?.[revisionLabel] !== update
    if (isOutdated && !isTerminating(pod) && (unavailable < allowed || !isAvailable(pod))) {
      if (isAvailable(pod)) unavailable++
      removePod(world, set, pod)
      if (unavailable >= allowed) return
    } else if (isTerminating(pod) || !isAvailable(pod)) {
      if (unavailable >= allowed) return
    }
  }
}

const share = (value: number | string, of: number): number =>
  typeof value === 'number' ? value : Math.max(1, Math.ceil((Number.parseFloat(value) / 100) * of))

function writeStatus(world: World, plan: Plan): void {
  const {set, update, revisions, isAvailable} = plan
  const members = dependants(world, pods, set)
  const active = members.filter(isActive)
  const withRevision = (name: string): number =>
    active.filter((pod) => pod.metadata.labels?.[revisionLabel] === name).length
  const updated = withRevision(update)
  const ready = active.filter(isReady).length
  const replicas: number = set.spec.replicas ?? 1
  const isDone = updated === replicas && ready === replicas && active.length === replicas
  const current = isDone ? update : plan.current
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: active.length,
    readyReplicas: ready,
    availableReplicas: active.filter(isAvailable).length,
    currentReplicas: withRevision(current),
    updatedReplicas: updated,
    currentRevision: current,
    updateRevision: update,
    collisionCount: 0,
  }
  const used = new Set([current, update, ...members.flatMap((pod) => pod.metadata.labels?.[revisionLabel] ?? [])])
  removeOldRevisions(world, revisions, used, set.spec.revisionHistoryLimit ?? 10)
  writeCounts(world, statefulSets, set, status, ['replicas', 'availableReplicas', 'collisionCount'])
}
