import {ApiError, type ApiObject} from '../api.ts'
import type {BackOff} from './job-back-off.ts'
import {completionIndex, indexOf} from './job-indexes.ts'
import {failuresOf, indexFailures, isIndexed, type Tally, trackingFinalizer} from './job-tally.ts'
import {isActive} from './pod-facts.ts'
import {podFrom} from './pod-template.ts'
import {pods} from './resources.ts'
import type {World} from './world.ts'

export const source = 'job-controller'

const firstBackOffMs = 10_000
const longestBackOffMs = 360_000

/** Makes and removes pods until as many run as the Job wants; a failed one is replaced when its back-off is over. */
export function managePods(
  world: World,
  job: ApiObject,
  tally: Tally,
  members: readonly ApiObject[],
  backOff: BackOff,
): void {
  const {parallelism = 1, completions} = job.spec
  const active = members.filter((pod) => isActive(pod) || isLeaving(job, pod))
  const left = completions === undefined || completions === null ? openEnded(job, tally) : completions - tally.succeeded
  const wanted = Math.max(0, Math.min(parallelism, left))
  if (active.length > wanted) {
    for (const pod of active.filter(isActive).slice(wanted)) removePod(world, job, pod)
    return
  }
  const free = wanted - active.length
  if (isIndexed(job)) fillIndexes(world, job, tally, members, {free, backOff})
  else if (free > 0 && mayRetry(members, backOff))
    for (let count = 0; count < free; count++) createPod(world, job, undefined, 0)
}

const openEnded = (job: ApiObject, tally: Tally): number => (tally.succeeded > 0 ? 0 : (job.spec.parallelism ?? 1))

/** Under the policy `Failed` a pod that is being removed still holds its place. */
const isLeaving = (job: ApiObject, pod: ApiObject): boolean =>
  job.spec.podReplacementPolicy === 'Failed' &&
  pod.metadata.deletionTimestamp !== undefined &&
  pod.status?.phase !== 'Failed' &&
  pod.status?.phase !== 'Succeeded'

/** Ten seconds after the last failure, twice that for each failure since the last success. */
function mayRetry(members: readonly ApiObject[], backOff: BackOff): boolean {
  const ends = members
    .filter((pod) => pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')
    .map((pod) => ({isFailure: pod.status.phase === 'Failed', at: endOf(pod), uid: pod.metadata.uid ?? ''}))
    .sort((a, b) => b.at - a.at)
  const firstSuccess = ends.findIndex(({isFailure}) => !isFailure)
  const failures = firstSuccess < 0 ? ends.length : firstSuccess
  const last = ends[0]
  return failures === 0 || !last || backOff.isOver(last.uid, last.at, pauseAfter(failures))
}

function endOf(pod: ApiObject): number {
  const ends: number[] = (pod.status?.containerStatuses ?? []).flatMap(
    (status: {state?: {terminated?: {finishedAt?: string}}}) =>
      Date.parse(status.state?.terminated?.finishedAt ?? '') || [],
  )
  return ends.length > 0 ? Math.max(...ends) : Date.parse(pod.metadata.creationTimestamp ?? '') || 0
}

function fillIndexes(
  world: World,
  job: ApiObject,
  tally: Tally,
  members: readonly ApiObject[],
  {free, backOff}: {readonly free: number; readonly backOff: BackOff},
): void {
  const taken = new Set(members.filter((pod) => isActive(pod) || isLeaving(job, pod)).map(indexOf))
  let made = 0
  for (let index = 0; index < (job.spec.completions ?? 0) && made < free; index++) {
    if (taken.has(index) || tally.completed.has(index) || tally.failedIndexes.has(index)) continue
    const earlier = members.filter((pod) => indexOf(pod) === index && pod.status?.phase === 'Failed')
    const failures = Math.max(0, ...earlier.map((pod) => failuresOf(pod) + 1))
    const last = [...earlier].sort((a, b) => endOf(b) - endOf(a))[0]
    if (last && !backOff.isOver(last.metadata.uid ?? '', endOf(last), pauseAfter(failures))) continue
    createPod(world, job, index, failures)
    made++
  }
}

const pauseAfter = (failures: number): number => Math.min(longestBackOffMs, firstBackOffMs * 2 ** (failures - 1))

interface Container {
  readonly env?: readonly {readonly name: string}[]
}

function createPod(world: World, job: ApiObject, index: number | undefined, failures: number): void {
  const middle = index === undefined ? '' : `${index}-`
  const name = `${job.metadata.name}-${middle}${world.random.suffix(5)}`
  const pod = podFrom(job, job.spec.template, name)
  const indexed = index === undefined ? {} : {[completionIndex]: String(index)}
  const counted = index !== undefined && job.spec.backoffLimitPerIndex !== undefined
  const annotations = {
    ...pod.metadata.annotations,
    ...indexed,
    ...(counted ? {[indexFailures]: String(failures)} : {}),
  }
  const labels = {
    ...pod.metadata.labels,
    'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '',
    'batch.kubernetes.io/job-name': job.metadata.name,
    'controller-uid': job.metadata.uid ?? '',
    'job-name': job.metadata.name,
    ...indexed,
  }
  const metadata = {...pod.metadata, labels, annotations, finalizers: [trackingFinalizer]}
  const spec = index === undefined ? pod.spec : withIndex(job, pod.spec, index)
  try {
    world.api.create(pods, {...pod, metadata, spec})
  } catch (error) {
    if (error instanceof ApiError)
      world.api.event(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`, source)
    throw error
  }
  world.api.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, source)
}

function withIndex(job: ApiObject, spec: ApiObject['spec'], index: number): Record<string, unknown> {
  const variable = {
    name: 'JOB_COMPLETION_INDEX',
    valueFrom: {fieldRef: {fieldPath: `metadata.labels['${completionIndex}']`}},
  }
  const withVariable = (container: Container): Container =>
    container.env?.some(({name}) => name === variable.name)
      ? container
      : {...container, env: [...(container.env ?? []), variable]}
  return {
    ...spec,
    hostname: spec.hostname ?? `${job.metadata.name}-${index}`,
    containers: (spec.containers ?? []).map(withVariable),
    ...(spec.initContainers ? {initContainers: spec.initContainers.map(withVariable)} : {}),
  }
}

/** Removes a pod that still runs. */
export function removePod(world: World, job: ApiObject, pod: ApiObject): void {
  world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
  world.api.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, source)
}

/** Lets go of pods that have been counted. */
export function untrack(world: World, members: readonly ApiObject[]): void {
  for (const pod of members) {
    if (!pod.metadata.finalizers?.includes(trackingFinalizer)) continue
    const finalizers = pod.metadata.finalizers.filter((name) => name !== trackingFinalizer)
    if (!world.api.get(pods, pod.metadata.name, pod.metadata.namespace)) continue
    world.api.patch(pods, pod.metadata.name, pod.metadata.namespace, {metadata: {finalizers}})
  }
}
