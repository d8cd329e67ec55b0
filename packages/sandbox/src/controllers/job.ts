import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from './conditions.ts'
import {type BackOff, backOffs} from './job-back-off.ts'
import {writeIndexes} from './job-indexes.ts'
import {managePods, removePod, source, untrack} from './job-pods.ts'
import {isIndexed, type Tally, tallyOf, trackingFinalizer} from './job-tally.ts'
import {deadline, type Verdict, verdict} from './job-verdict.ts'
import {dependants} from './ownership.ts'
import {isActive, isReady, isTerminating} from './pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {jobs, pods} from './resources.ts'
import {type Controller, timestamp, type World} from './world.ts'

const ownName = 'kubernetes.io/job-controller'

/** Runs pods until enough of them succeeded, or too many failed. */
export const jobController: Controller = (world) => {
  const counted = new Set<string>()
  const pauses = backOffs(world)
  return reconciler(world, {
    name: source,
    sources: [
      {resource: jobs, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (pod) => (isOrphan(world, pod) ? [`orphan ${keyOf(pod)}`] : ownerKey(pod, 'Job'))},
    ],
    reconcile(key, again) {
      if (key.startsWith('orphan ')) return release(world, key.slice('orphan '.length))
      const {namespace, name} = splitKey(key)
      const job = world.api.get(jobs, name, namespace)
      if (!job || isTerminating(job) || isOver(job)) pauses.forget(key)
      if (!job || (job.spec.managedBy ?? ownName) !== ownName) return
      const members = dependants(world, pods, job)
      if (isTerminating(job)) return untrack(world, members)
      if (isOver(job)) {
        untrack(world, members)
        expire(world, job, again)
      } else advance(world, job, members, {counted, again, backOff: pauses.of(key, again)})
    },
  })
}

/** Nobody counts the pods of a Job that is gone. */
function isOrphan(world: World, pod: ApiObject): boolean {
  if (!pod.metadata.finalizers?.includes(trackingFinalizer)) return false
  const owner = pod.metadata.ownerReferences?.find(({controller, kind}) => controller && kind === 'Job')
  return !owner || world.api.get(jobs, owner.name, pod.metadata.namespace)?.metadata.uid !== owner.uid
}

function release(world: World, key: string): void {
  const {namespace, name} = splitKey(key)
  const pod = world.api.get(pods, name, namespace)
  if (pod && isOrphan(world, pod)) untrack(world, [pod])
}

const isOver = (job: ApiObject): boolean =>
  conditionIs(job.status?.conditions, 'Complete') || conditionIs(job.status?.conditions, 'Failed')

interface Progress {
  readonly counted: Set<string>
  readonly backOff: BackOff
  again(time: number): void
}

function advance(
  world: World,
  job: ApiObject,
  members: readonly ApiObject[],
  {counted, again, backOff}: Progress,
): void {
  const now = world.clock.now()
  const tally = tallyOf(job, members, counted)
  const outcome = verdict(job, tally, members, now)
  if (outcome || job.spec.suspend) {
    for (const pod of members.filter(isActive)) removePod(world, job, pod)
  } else managePods(world, job, tally, members, backOff)
  const current = dependants(world, pods, job)
  writeStatus(world, job, tally, current, outcome)
  for (const pod of tally.fresh) counted.add(pod.metadata.uid ?? '')
  untrack(world, tally.fresh)
  for (const pod of tally.fresh) counted.delete(pod.metadata.uid ?? '')
  const due = deadline(job)
  if (due !== undefined && due > now) again(due)
}

function writeStatus(
  world: World,
  job: ApiObject,
  tally: Tally,
  members: readonly ApiObject[],
  outcome: Verdict | undefined,
): void {
  const now = timestamp(world.clock.now())
  const active = members.filter(isActive)
  const terminating = members.filter((pod) => isTerminating(pod) && pod.status?.phase !== 'Failed').length
  const isFinal = outcome !== undefined && active.length === 0 && terminating === 0
  const conditions = conditionsOf(world, job, outcome, isFinal)
  const isDone = isFinal && outcome.isSuccess
  const status = {
    startTime: job.spec.suspend ? null : (job.status?.startTime ?? now),
    active: active.length,
    ready: active.filter(isReady).length,
    terminating,
    succeeded: tally.succeeded,
    failed: tally.failed,
    uncountedTerminatedPods: {},
    ...(isIndexed(job) ? {completedIndexes: writeIndexes(tally.completed) || null} : {}),
    ...(job.spec.backoffLimitPerIndex === undefined ? {} : {failedIndexes: writeIndexes(tally.failedIndexes) || null}),
    ...(conditions.length > 0 ? {conditions} : {}),
    ...(isDone ? {completionTime: now} : {}),
  }
  const before = job.status ?? {}
  const isSame = Object.entries(status).every(([field, value]) => isDeepStrictEqual(before[field] ?? null, value))
  if (isSame) return
  world.api.patch(jobs, job.metadata.name, job.metadata.namespace, {status}, 'status')
  report(world, job, outcome, isFinal)
}

function conditionsOf(world: World, job: ApiObject, outcome: Verdict | undefined, isFinal: boolean): Condition[] {
  let list: Condition[] = job.status?.conditions ?? []
  const set = (type: string, status: Condition['status'], reason: string, message: string): void => {
    list = withCondition(world, list, {type, status, reason, message, lastProbeTime: timestamp(world.clock.now())})
  }
  if (outcome) {
    const {isSuccess, reason, message} = outcome
    const interim = isSuccess ? 'SuccessCriteriaMet' : 'FailureTarget'
    if (!conditionIs(list, interim)) set(interim, 'True', reason, message)
    if (isFinal) set(isSuccess ? 'Complete' : 'Failed', 'True', reason, message)
    return list
  }
  const isSuspended = conditionIs(list, 'Suspended')
  if (job.spec.suspend && !isSuspended) set('Suspended', 'True', 'JobSuspended', 'Job suspended')
  if (!job.spec.suspend && isSuspended) set('Suspended', 'False', 'JobResumed', 'Job resumed')
  return list
}

function report(world: World, job: ApiObject, outcome: Verdict | undefined, isFinal: boolean): void {
  const isSuspended = conditionIs(job.status?.conditions, 'Suspended')
  if (job.spec.suspend && !isSuspended) world.api.event(job, 'Normal', 'Suspended', 'Job suspended', source)
  if (!job.spec.suspend && isSuspended) world.api.event(job, 'Normal', 'Resumed', 'Job resumed', source)
  if (!outcome || !isFinal) return
  if (outcome.isSuccess) world.api.event(job, 'Normal', 'Completed', 'Job completed', source)
  else world.api.event(job, 'Warning', outcome.reason, outcome.message, source)
}

function expire(world: World, job: ApiObject, again: (time: number) => void): void {
  const seconds: number | undefined = job.spec.ttlSecondsAfterFinished
  if (seconds === undefined) return
  const conditions: Condition[] = job.status?.conditions ?? []
  const ended = conditions.find(({type, status}) => (type === 'Complete' || type === 'Failed') && status === 'True')
  const due = Date.parse(ended?.lastTransitionTime ?? '') + seconds * 1000
  if (due > world.clock.now()) again(due)
  else world.api.delete(jobs, job.metadata.name, job.metadata.namespace, {propagation: 'Background'})
}
