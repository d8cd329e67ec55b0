import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {pause} from '@ome/sdk/pause'
import {spin} from '@ome/sdk/steps'
import {plain} from '@ome/sdk/text'
import {objectWord} from '../../domain/object-name.ts'
import type {Training} from '../compose.ts'
import type {JobLogs} from '../domain/job-logs.ts'
import type {TrainingJob, TrainingStore} from '../domain/training-job.ts'
import {jobLooks, lookText, notDone} from '../usecases/await-job.ts'
import {JobExplainer, type JobLook} from '../usecases/explain-job.ts'
import {followJobLogs} from '../usecases/follow-job-logs.ts'
import {printLogs} from './print-logs.ts'

const betweenLooksMs = 2000

/** Waits until a job has ended and says on stderr how it is: on a terminal in place, in a pipe line by line. */
export async function awaitJob(
  context: Context,
  {store}: Pick<Training, 'store'>,
  job: TrainingJob,
  timeoutMs: number | undefined,
): Promise<void> {
  const {io, now} = context
  let title = objectWord(job)
  const waiting = async (): Promise<void> => {
    for await (const look of jobLooks(store, job, {now, timeoutMs, pause: () => pause(context, betweenLooksMs)})) {
      const text = lookText(look)
      if (text !== title && !io.errIsTTY) io.err(`${plain(text)}\n`)
      title = text
    }
  }
  await spin(() => title, waiting(), {io})
  if (io.errIsTTY) io.err(`${plain(title)}\n`)
}

/** Prints what all ranks write until the job has ended; says what keeps it from beginning. Throws `unmet` where it fails. */
export async function followJob(
  context: Context,
  {store, logs}: {readonly store: TrainingStore; readonly logs: JobLogs},
  job: TrainingJob,
  {note, isData}: {readonly note: (text: string) => void; readonly isData: boolean},
): Promise<void> {
  let told = ''
  const onLook = (look: JobLook): void => {
    const text = look.cause === undefined ? '' : lookText(look)
    if (text !== told && text !== '') note(text)
    told = text
  }
  const explainer = new JobExplainer(store)
  const lines = followJobLogs(store, logs, job, {
    note,
    told: {explainer, onLook},
    pause: () => pause(context, betweenLooksMs),
  })
  await printLogs(context, job, lines, {isData})
  const ended = await store.get(job.kind, job.namespace, job.name)
  if (!ended)
    throw new OmeError('not-found', `${objectWord(job)} was deleted`, [
      `what there is: ome kf status training -n ${job.namespace}`,
    ])
  const look = await explainer.look(ended)
  if (ended.outcome !== 'complete') throw notDone(look)
  context.io.err(`${plain(lookText(look))}\n`)
}
