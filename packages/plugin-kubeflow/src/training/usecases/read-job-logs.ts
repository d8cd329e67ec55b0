import {isOmeError, OmeError} from '@ome/sdk/errors'
import {LogPosition} from '@ome/sdk/log-position'
import {TimeOrdered} from '@ome/sdk/time-ordered'
import {objectWord} from '../../domain/object-name.ts'
import {hasBegun, isWanted, type JobLine, type JobLogs, type LogWish} from '../domain/job-logs.ts'
import type {TrainingJob, TrainingStore} from '../domain/training-job.ts'
import {hasEarlierRun, type TrainingPod} from '../domain/training-pod.ts'
import {JobExplainer} from './explain-job.ts'

/**
 * What the pods of a job wrote until now, in the order of their times: of every attempt there still is, and of the run
 * before the last restart.
 */
export async function readJobLogs(
  store: TrainingStore,
  logs: JobLogs,
  job: TrainingJob,
  wish: LogWish,
): Promise<AsyncIterable<readonly JobLine[]>> {
  const pods = await store.pods(job)
  const meant = pods.filter((pod) => isWanted(pod, wish))
  if (meant.length === 0 || !meant.some(hasBegun)) throw await noLogs(store, job, pods, wish)
  const all = new TimeOrdered<JobLine>()
  for (const pod of meant) {
    if (hasBegun(pod)) all.add(linesOf(logs, job.namespace, pod, wish))
    else wish.note(`${pod.label} has no log yet: ${pod.problem?.reason ?? pod.phase}`)
  }
  return all
}

async function* linesOf(
  logs: JobLogs,
  namespace: string,
  pod: TrainingPod,
  {since, tail, note}: LogWish,
): AsyncGenerator<JobLine> {
  const position = new LogPosition()
  for (const previous of hasEarlierRun(pod) && tail === undefined ? [true, false] : [false]) {
    try {
      const texts = logs.read(namespace, pod, {follow: false, previous, since, tail})
      for await (const line of position.unread(texts)) yield {...line, pod}
    } catch (error) {
      // The run before may have left nothing, and a pod may go while others are read.
      if (!isOmeError(error) || !['not-found', 'failed', 'unreachable'].includes(error.kind)) throw error
      if (!previous) note(`the log of ${pod.label} cannot be read: ${error.message}`)
    }
  }
}

/** Why there is nothing to read: the job has no such rank, or nothing of it has begun. */
async function noLogs(
  store: TrainingStore,
  job: TrainingJob,
  pods: readonly TrainingPod[],
  {ranks}: LogWish,
): Promise<OmeError> {
  const known = [...new Set(pods.flatMap(({rank}) => rank ?? []))].sort((a, b) => a - b)
  if (ranks && known.length > 0 && !known.some((rank) => ranks.has(rank)))
    return new OmeError('not-found', `${objectWord(job)} has no rank ${[...ranks].join(', ')}`, [
      known.length === 1 ? `it has rank ${known[0]}` : `it has ranks ${known[0]} to ${known.at(-1)}`,
    ])
  const cause = await new JobExplainer(store).cause(job, pods)
  if (cause) return new OmeError('failed', `${objectWord(job)} has no log: ${cause.text}`, cause.next)
  const why = job.outcome === undefined ? 'no pod of it has begun' : 'its pods are gone'
  return new OmeError('failed', `${objectWord(job)} has no log: ${why}`, [
    `see how it is: ome kf status info ${objectWord(job)} -n ${job.namespace}`,
  ])
}
