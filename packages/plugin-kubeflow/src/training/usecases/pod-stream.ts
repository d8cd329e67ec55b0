import {isOmeError} from '@ome/sdk/errors'
import {LogPosition} from '@ome/sdk/log-position'
import type {StampedLine} from '@ome/sdk/stamped-line'
import type {JobLine, JobLogs, LogWish} from '../domain/job-logs.ts'
import {hasEarlierRun, type TrainingPod} from '../domain/training-pod.ts'

/** What a stream was told last about its pod. */
interface Seen {
  readonly pod: TrainingPod
  readonly isGone: boolean
}

/**
 * The log of one pod that is followed, through every run of its container. It is read again after each look at the pod
 * until a reading that began behind the end of a run came to its end: so nothing is lost where a log breaks off, or where
 * the container started again meanwhile, and nothing is given twice.
 */
export class PodStream {
  isDone = false
  readonly #logs: JobLogs
  readonly #namespace: string
  readonly #wish: LogWish
  #seen: Seen
  #look = Promise.withResolvers<void>()

  constructor(logs: JobLogs, namespace: string, pod: TrainingPod, wish: LogWish) {
    this.#logs = logs
    this.#namespace = namespace
    this.#wish = wish
    this.#seen = {pod, isGone: false}
  }

  /** Tells it how its pod is now; undefined when it is gone. */
  tell(pod: TrainingPod | undefined): void {
    this.#seen = {pod: pod ?? this.#seen.pod, isGone: pod === undefined}
    this.#look.resolve()
    this.#look = Promise.withResolvers()
  }

  async *lines(isFirst: boolean): AsyncGenerator<JobLine> {
    const {pod} = this.#seen
    const {since, tail} = isFirst ? this.#wish : {}
    const position = new LogPosition()
    let run = hasEarlierRun(pod) && tail === undefined ? pod.restarts - 1 : pod.restarts
    try {
      for (;;) {
        for await (const line of this.#run(run, position, {since, tail})) yield {...line, pod: this.#seen.pod}
        while (this.#seen.pod.restarts <= run) {
          if (this.#isOver) return
          await this.#look.promise
        }
        run++
        this.#wish.note(`${pod.label} started again (${run} ${run === 1 ? 'restart' : 'restarts'})`)
      }
    } finally {
      this.isDone = true
    }
  }

  get #isOver(): boolean {
    const {pod, isGone} = this.#seen
    return isGone || pod.phase === 'Succeeded' || pod.phase === 'Failed'
  }

  /** One run of the container, until all of it was read. */
  async *#run(run: number, position: LogPosition, range: Pick<LogWish, 'since' | 'tail'>): AsyncGenerator<StampedLine> {
    let [given, leaps] = [0, 0]
    // What seems to be rotated may be of a run that nobody has told of yet: that is known after the next look.
    const mayLeap = (): boolean => leaps++ > 0
    for (;;) {
      const {pod} = this.#seen
      const later = pod.restarts - run
      if (later > 1) {
        this.#wish.note(`lines of ${pod.label} are missing: it started again ${later} times while its log was not read`)
        return
      }
      const isEnded = later > 0 || pod.state !== 'running' || this.#isOver
      const {sinceTime} = position
      const from = sinceTime === undefined ? range : {sinceTime}
      try {
        const texts = this.#logs.read(this.#namespace, pod, {follow: !isEnded, previous: later > 0, ...from})
        for await (const line of position.unread(texts, given > 0 ? mayLeap : undefined)) {
          given++
          yield line
        }
        if (isEnded && leaps !== 1) return
      } catch (error) {
        if (!isOmeError(error) || !lost.has(error.kind)) throw error
        if (error.kind !== 'unreachable' && isEnded) return
      }
      if (leaps > 1) this.#wish.note(`lines of ${pod.label} may be missing: its log does not go back to the last one`)
      if (this.#seen.isGone) return
      await this.#look.promise
    }
  }
}

/** Kinds of errors that end one reading, not all: the pod, its node or the way to it may be gone for a while. */
const lost = new Set<string>(['not-found', 'failed', 'unreachable'])
