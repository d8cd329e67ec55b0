import {OmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import {objectWord} from '../../domain/object-name.ts'
import type {TrainingJob, TrainingStore} from '../domain/training-job.ts'
import {newestPods} from '../domain/training-pod.ts'
import {JobExplainer, type JobLook} from './explain-job.ts'

/** Looks in a row that find a cause final before it is believed: a pull is tried again, a pod may be replaced. */
export const patience = 3

export interface JobWait {
  readonly pause: () => Promise<void>
  readonly now: () => Date
  /** Absent: without end. */
  readonly timeoutMs?: number | undefined
}

/**
 * How a job is, again and again until it has ended. Throws `unmet` with the cause when it fails, cannot begin, or has not
 * ended in time.
 */
export async function* jobLooks(
  store: TrainingStore,
  {kind, name, namespace}: TrainingJob,
  {pause, now, timeoutMs = Number.POSITIVE_INFINITY}: JobWait,
): AsyncGenerator<JobLook> {
  const until = now().getTime() + timeoutMs
  const explainer = new JobExplainer(store)
  for (let final = 0; ; await pause()) {
    const job = await store.get(kind, namespace, name)
    if (!job)
      throw new OmeError('not-found', `${kind.word}/${name} was deleted while it was waited for`, [
        `what there is: ome kf status training -n ${namespace}`,
      ])
    const look = await explainer.look(job)
    yield look
    if (job.outcome === 'complete') return
    final = look.cause?.isFinal ? final + 1 : 0
    if (job.outcome === 'failed' || final >= patience) throw notDone(look)
    if (now().getTime() >= until) throw notYet(look, timeoutMs)
  }
}

/** Why it did not end well, the next command last. */
export function notDone({job, cause}: JobLook): OmeError {
  const word = objectWord(job)
  const what = job.outcome === 'failed' ? 'failed' : 'cannot train'
  const next = cause?.next ?? [`see what happened: ome kf status info ${word} -n ${job.namespace}`]
  return new OmeError('unmet', `${word} ${what}${cause ? `: ${cause.text}` : ''}`, next, {object: word})
}

function notYet({job, cause}: JobLook, timeoutMs: number): OmeError {
  const word = objectWord(job)
  const goesOn = `it goes on; read its log: ome kf logs ${word} -n ${job.namespace} --follow`
  const why = cause ? `: ${cause.text}` : ''
  return new OmeError(
    'unmet',
    `${word} has not ended after ${formatDuration(timeoutMs)}${why}`,
    cause?.next ?? [goesOn],
  )
}

/** One line for how it is: `trainjob/sft Running: 2 of 2 ranks run`. */
export function lookText({job, pods, cause}: JobLook): string {
  const word = `${objectWord(job)} ${job.state.state}`
  if (cause) return `${word}: ${cause.text}`
  const ranks = newestPods(pods).filter(({rank}) => rank !== undefined)
  const running = ranks.filter(({state}) => state === 'running').length
  if (job.outcome !== undefined || ranks.length === 0) return word
  return `${word}: ${running} of ${ranks.length} ${ranks.length === 1 ? 'rank runs' : 'ranks run'}`
}
