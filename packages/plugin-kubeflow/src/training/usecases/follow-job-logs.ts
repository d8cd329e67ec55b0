import {isOmeError} from '@ome/sdk/errors'
import {TimeOrdered} from '@ome/sdk/time-ordered'
import {hasBegun, isWanted, type JobLine, type JobLogs, type LogWish} from '../domain/job-logs.ts'
import type {TrainingJob, TrainingStore} from '../domain/training-job.ts'
import type {TrainingPod} from '../domain/training-pod.ts'
import {notDone, patience} from './await-job.ts'
import type {JobExplainer, JobLook} from './explain-job.ts'
import {PodStream} from './pod-stream.ts'

/** How long a rank that says nothing holds up the lines of others, in milliseconds. */
const patienceMs = 300

export interface FollowJobLogs extends LogWish {
  /** Between two looks at the job. */
  readonly pause: () => Promise<void>
  /** Told of the job after each look, with what keeps it from training; that ends it where it is final. */
  readonly told?: {readonly explainer: JobExplainer; readonly onLook: (look: JobLook) => void}
}

/**
 * Lines of all ranks of a job in the order of their times, until the job has ended: of pods that come later too, through
 * restarts, and where a log breaks off from the last line on. The job is asked for again and again, since the rights of
 * Kubeflow's users do not include watching it.
 */
export async function* followJobLogs(
  store: TrainingStore,
  logs: JobLogs,
  job: TrainingJob,
  wish: FollowJobLogs,
): AsyncGenerator<readonly JobLine[]> {
  const all = new TimeOrdered<JobLine>({patienceMs})
  const streams = new Map<string, PodStream>()
  const labels = new Set<string>()
  const look = (pods: readonly TrainingPod[], isFirst: boolean): void => {
    for (const pod of pods) {
      if (!hasBegun(pod) || !isWanted(pod, wish)) continue
      const known = streams.get(pod.name)
      if (known) {
        known.tell(pod)
        continue
      }
      if (labels.has(pod.label)) wish.note(`${pod.label} began again in a new pod, ${pod.name}`)
      labels.add(pod.label)
      const stream = new PodStream(logs, job.namespace, pod, wish)
      streams.set(pod.name, stream)
      all.add(stream.lines(isFirst))
    }
    const there = new Set(pods.map(({name}) => name))
    for (const [name, stream] of streams) if (!there.has(name)) stream.tell(undefined)
  }
  all.beside(watched(store, job, streams, {...wish, tell: look}))
  yield* all
}

interface Watching extends FollowJobLogs {
  readonly tell: (pods: readonly TrainingPod[], isFirst: boolean) => void
}

async function watched(
  store: TrainingStore,
  {kind, namespace, name}: TrainingJob,
  streams: ReadonlyMap<string, PodStream>,
  {tell, pause, note, told}: Watching,
): Promise<void> {
  const trouble = onceEach(note)
  let final = 0
  for (let isFirst = true; ; isFirst = false) {
    try {
      const job = await store.get(kind, namespace, name)
      const pods = job ? await store.pods(job) : []
      tell(pods, isFirst)
      trouble(undefined)
      if (!job) return note(`${kind.word}/${name} was deleted`)
      const cause = await told?.explainer.cause(job, pods)
      told?.onLook({job, pods, cause})
      final = cause?.isFinal ? final + 1 : 0
      if (job.outcome !== undefined && [...streams.values()].every(({isDone}) => isDone)) return
      if (job.outcome === undefined && final >= patience) throw notDone({job, pods, cause})
    } catch (error) {
      if (!isOmeError(error) || error.kind !== 'unreachable') throw error
      trouble(`${error.message}; trying again`)
    }
    await pause()
  }
}

/** Tells each trouble once until it is over. */
function onceEach(note: (text: string) => void): (text: string | undefined) => void {
  let told: string | undefined
  return (text) => {
    if (text !== undefined && text !== told) note(text)
    told = text
  }
}
