import type {ApiObject} from '../api.ts'
import {failureAction} from './job-failures.ts'
import {indexOf, readIndexes} from './job-indexes.ts'
import {isActive, isTerminating} from './pod-facts.ts'

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'
export const indexFailures = 'batch.kubernetes.io/job-index-failure-count'

/** How far a Job is. */
export interface Tally {
  readonly succeeded: number
  readonly failed: number
  readonly completed: ReadonlySet<number>
  /** Indexes that may not be tried again. */
  readonly failedIndexes: ReadonlySet<number>
  /** Finished pods that this tally counts for the first time. */
  readonly fresh: readonly ApiObject[]
  /** Why the pod failure policy ends the Job. */
  readonly fatal: string | undefined
}

/** True when each completion has a number of its own. */
export const isIndexed = (job: ApiObject): boolean => job.spec.completionMode === 'Indexed'

const isTracked = (pod: ApiObject): boolean => pod.metadata.finalizers?.includes(trackingFinalizer) ?? false

/** Nothing of the pod runs any more: it ended, or it was removed before it could. */
const isOver = (pod: ApiObject): boolean =>
  !isActive(pod) && (!isTerminating(pod) || isEnded(pod) || pod.metadata.deletionGracePeriodSeconds === 0)

const isEnded = (pod: ApiObject): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

/** What the status says plus the pods that have ended since; `counted` are pods that the status has already. */
export function tallyOf(job: ApiObject, members: readonly ApiObject[], counted: ReadonlySet<string>): Tally {
  const completed = readIndexes(job.status?.completedIndexes)
  const failedIndexes = readIndexes(job.status?.failedIndexes)
  const fresh = members.filter((pod) => isTracked(pod) && isOver(pod) && !counted.has(pod.metadata.uid ?? ''))
  let [succeeded, failed] = [job.status?.succeeded ?? 0, job.status?.failed ?? 0]
  let fatal: string | undefined
  for (const pod of fresh) {
    const index = indexOf(pod)
    if (pod.status?.phase === 'Succeeded') {
      if (!isIndexed(job)) succeeded++
      else if (index < (job.spec.completions ?? 0)) completed.add(index)
      continue
    }
    const {action, message} = failureAction(job, pod)
    if (action === 'Ignore') continue
    failed++
    if (action === 'FailJob') fatal ??= message
    if (action === 'FailIndex' || isIndexSpent(job, pod)) failedIndexes.add(index)
  }
  return {succeeded: isIndexed(job) ? completed.size : succeeded, failed, completed, failedIndexes, fresh, fatal}
}

const isIndexSpent = (job: ApiObject, pod: ApiObject): boolean =>
  job.spec.backoffLimitPerIndex !== undefined && failuresOf(pod) >= job.spec.backoffLimitPerIndex

/** How often the index of a pod had failed before the pod was made. */
export const failuresOf = (pod: ApiObject): number => Number(pod.metadata.annotations?.[indexFailures] ?? 0)
