import type {ApiObject} from '../api.ts'
import type {Condition} from './conditions.ts'
import {readIndexes} from './job-indexes.ts'
import {isIndexed, type Tally} from './job-tally.ts'
import {isActive} from './pod-facts.ts'

/** How a Job ends. */
export interface Verdict {
  readonly isSuccess: boolean
  readonly reason: string
  readonly message: string
}

const success = (reason: string, message: string): Verdict => ({isSuccess: true, reason, message})
const failure = (reason: string, message: string): Verdict => ({isSuccess: false, reason, message})

/** Whether the Job has failed or succeeded, in the order in which the Job controller looks. */
export function verdict(job: ApiObject, tally: Tally, members: readonly ApiObject[], now: number): Verdict | undefined {
  return settled(job) ?? failed(job, tally, members, now) ?? succeeded(job, tally, members)
}

/** A decision that was made and waits for the last pods to end. */
function settled(job: ApiObject): Verdict | undefined {
  const conditions: Condition[] = job.status?.conditions ?? []
  const decided = conditions.find(
    ({type, status}) => status === 'True' && (type === 'SuccessCriteriaMet' || type === 'FailureTarget'),
  )
  if (!decided) return undefined
  const {type, reason = '', message = ''} = decided
  return type === 'FailureTarget' ? failure(reason, message) : success(reason, message)
}

function failed(job: ApiObject, tally: Tally, members: readonly ApiObject[], now: number): Verdict | undefined {
  const {spec} = job
  if (tally.fatal) return failure('PodFailurePolicy', tally.fatal)
  if (tally.failed > (spec.backoffLimit ?? 6) || isPastRestarts(job, members))
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  if (isPastDeadline(job, now)) return failure('DeadlineExceeded', 'Job was active longer than specified deadline')
  if (!isIndexed(job)) return undefined
  if (spec.maxFailedIndexes !== undefined && tally.failedIndexes.size > spec.maxFailedIndexes)
    return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes')
  const all = tally.failedIndexes.size + tally.completed.size
  return tally.failedIndexes.size > 0 && all >= spec.completions
    ? failure('FailedIndexes', 'Job has failed indexes')
    : undefined
}

/** The moment at which the Job has been active too long; undefined without such a limit. */
export function deadline(job: ApiObject): number | undefined {
  const seconds: number | undefined = job.spec.activeDeadlineSeconds
  if (seconds === undefined || !job.status?.startTime || job.spec.suspend) return undefined
  return Date.parse(job.status.startTime) + seconds * 1000
}

const isPastDeadline = (job: ApiObject, now: number): boolean => (deadline(job) ?? Number.POSITIVE_INFINITY) <= now

/** Containers that restart in their pod count too. */
function isPastRestarts(job: ApiObject, members: readonly ApiObject[]): boolean {
  if (job.spec.template.spec?.restartPolicy !== 'OnFailure') return false
  const restarts = members
    .filter(isActive)
    .flatMap((pod) => [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])])
    .reduce((sum: number, status: {restartCount?: number}) => sum + (status.restartCount ?? 0), 0)
  const limit: number = job.spec.backoffLimit ?? 6
  return limit === 0 ? restarts > 0 : restarts >= limit
}

interface SuccessRule {
  readonly succeededIndexes?: string
  readonly succeededCount?: number
}

function succeeded(job: ApiObject, tally: Tally, members: readonly ApiObject[]): Verdict | undefined {
  const rules: SuccessRule[] = job.spec.successPolicy?.rules ?? []
  const met = rules.findIndex((rule) => isMet(rule, tally.completed))
  if (met >= 0) return success('SuccessPolicy', `Matched rules at index ${met}`)
  const {completions} = job.spec
  const isDone =
    completions === undefined || completions === null
      ? tally.succeeded > 0 && !members.some(isActive)
      : tally.succeeded >= completions
  return isDone ? success('CompletionsReached', 'Reached expected number of succeeded pods') : undefined
}

function isMet({succeededIndexes, succeededCount}: SuccessRule, completed: ReadonlySet<number>): boolean {
  const wanted = succeededIndexes === undefined ? undefined : readIndexes(succeededIndexes)
  const done = wanted ? [...wanted].filter((index) => completed.has(index)).length : completed.size
  return done >= (succeededCount ?? wanted?.size ?? Number.POSITIVE_INFINITY)
}
