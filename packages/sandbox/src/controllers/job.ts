import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from './conditions.ts'
import {dependants} from './ownership.ts'
import {isActive, isReady, isTerminating} from './pod-facts.ts'
import {podFrom} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {jobs, pods} from './resources.ts'
import {type Controller, timestamp, type World} from './world.ts'

const source = 'job-controller'

/** Runs pods until enough of them succeeded, or too many failed. */
export const jobController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: jobs, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (object) => ownerKey(object, 'Job')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const job = world.api.get(jobs, name, namespace)
      if (!job || isTerminating(job)) return
      if (isOver(job)) return expire(world, job)
      const members = dependants(world, pods, job)
      if (!job.spec.suspend) fill(world, job, members)
      writeStatus(world, job, dependants(world, pods, job))
    },
  })

const isOver = (job: ApiObject): boolean =>
  conditionIs(job.status?.conditions, 'Complete') || conditionIs(job.status?.conditions, 'Failed')

const inPhase = (members: readonly ApiObject[], phase: string): number =>
  members.filter((pod) => pod.status?.phase === phase).length

function fill(world: World, job: ApiObject, members: readonly ApiObject[]): void {
  if (inPhase(members, 'Failed') > (job.spec.backoffLimit ?? 6)) return
  const left = (job.spec.completions ?? 1) - inPhase(members, 'Succeeded')
  const active = members.filter(isActive).length
  for (let count = active; count < Math.min(job.spec.parallelism ?? 1, left); count++) {
    const name = `${job.metadata.name}-${world.random.suffix(5)}`
    const pod = podFrom(job, job.spec.template, name)
    const labels = {
      ...pod.metadata.labels,
      'batch.kubernetes.io/job-name': job.metadata.name,
      'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '',
      'job-name': job.metadata.name,
      'controller-uid': job.metadata.uid ?? '',
    }
    world.api.create(pods, {...pod, metadata: {...pod.metadata, labels}})
    world.api.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, source)
  }
}

function writeStatus(world: World, job: ApiObject, members: readonly ApiObject[]): void {
  const succeeded = inPhase(members, 'Succeeded')
  const failed = inPhase(members, 'Failed')
  const outcome = verdict(job, succeeded, failed)
  const before: Condition[] | undefined = job.status?.conditions
  const now = timestamp(world.clock.now())
  const active = members.filter(isActive)
  const status = {
    ...(job.spec.suspend ? {} : {startTime: job.status?.startTime ?? now}),
    active: active.length,
    ready: active.filter(isReady).length,
    succeeded,
    failed,
    ...(outcome ? {conditions: withCondition(world, before, outcome)} : {}),
    ...(outcome?.type === 'Complete' ? {completionTime: now} : {}),
  }
  if (isDeepStrictEqual({...job.status, ...status}, job.status)) return
  world.api.patch(jobs, job.metadata.name, job.metadata.namespace, {status}, 'status')
  if (outcome?.type === 'Complete') world.api.event(job, 'Normal', 'Completed', 'Job completed', source)
  if (outcome?.type === 'Failed') {
    world.api.event(job, 'Warning', outcome.reason ?? 'Failed', outcome.message ?? '', source)
  }
}

function verdict(job: ApiObject, succeeded: number, failed: number): Condition | undefined {
  if (succeeded >= (job.spec.completions ?? 1)) {
    const message = 'Reached expected number of succeeded pods'
    return {type: 'Complete', status: 'True', reason: 'CompletionsReached', message}
  }
  if (failed <= (job.spec.backoffLimit ?? 6)) return undefined
  const message = 'Job has reached the specified backoff limit'
  return {type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message}
}

function expire(world: World, job: ApiObject): void {
  const seconds: number | undefined = job.spec.ttlSecondsAfterFinished
  if (seconds === undefined) return
  const ended = Date.parse(job.status?.completionTime ?? job.status?.conditions?.at(-1)?.lastTransitionTime)
  const {name, namespace, uid} = job.metadata
  world.clock.at(ended + seconds * 1000, () => {
    if (world.api.get(jobs, name, namespace)?.metadata.uid !== uid) return
    world.api.delete(jobs, name, namespace, {propagation: 'Background'})
  })
}
