import type {StampedLine} from '@ome/sdk/stamped-line'
import type {TrainingPod} from './training-pod.ts'

/** One line of a pod of a job. */
export interface JobLine extends StampedLine {
  readonly pod: TrainingPod
}

export interface LogRange {
  readonly follow: boolean
  /** Of the run before the last restart. */
  readonly previous: boolean
  /** Milliseconds. */
  readonly since?: number | undefined
  /** RFC 3339; wins over `since`. */
  readonly sinceTime?: string | undefined
  /** Last lines. */
  readonly tail?: number | undefined
}

export interface JobLogs {
  /** Lines of a pod's main container, each beginning with its time. */
  read(namespace: string, pod: Pick<TrainingPod, 'name' | 'container'>, range: LogRange): AsyncIterable<string>
}

/** What is wanted of the logs of a job. */
export interface LogWish {
  /** Absent: all pods, also those that prepare. */
  readonly ranks?: ReadonlySet<number> | undefined
  readonly since?: number | undefined
  /** Last lines of each pod. */
  readonly tail?: number | undefined
  readonly grep?: RegExp | undefined
  /** Told of pods that come, start again, go, or cannot be read. */
  readonly note: (text: string) => void
}

/** Whether its container has run: before, there is no log. */
export const hasBegun = ({state, restarts, failure}: TrainingPod): boolean =>
  state !== 'waiting' || restarts > 0 || failure !== undefined

export const isWanted = ({rank}: TrainingPod, {ranks}: Pick<LogWish, 'ranks'>): boolean =>
  ranks === undefined || (rank !== undefined && ranks.has(rank))
