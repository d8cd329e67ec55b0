import type {WorkerFiles, WorkerWish} from './worker-objects.ts'

/** How far the program of a worker is. */
export type WorkerState =
  | {readonly phase: 'waiting'; readonly why?: string}
  /** It will not start. */
  | {readonly phase: 'stuck'; readonly why: string}
  | {readonly phase: 'running'}
  | {readonly phase: 'ended'; readonly why: string}

export interface WorkerNews {
  readonly index: number
  readonly pod: string
  readonly state: WorkerState
}

export interface TalkOptions {
  readonly signal: AbortSignal
  /** Told why nothing can be said. */
  readonly onFailure: (error: unknown) => void
}

/** The cluster as a place for workers. */
export interface WorkerHost {
  /** Makes what they run as. Throws before anything is made when the cluster does not take it. */
  begin(wish: WorkerWish, files: WorkerFiles): Promise<void>
  /** What becomes of each, until the signal. */
  news(wish: WorkerWish, signal: AbortSignal): AsyncIterable<WorkerNews>
  /** Why the cluster makes no pods: quotas and admission speak only through events. Never settles where it makes them. */
  refusal(wish: WorkerWish, signal: AbortSignal): Promise<string>
  /** All lines of a worker's log as they come, without gaps when the connection drops, until it ends. */
  listen(wish: WorkerWish, pod: string, signal: AbortSignal): AsyncIterable<string>
  /** A way to say lines to a worker, until the signal. It is found again when the connection drops. */
  talk(wish: WorkerWish, pod: string, options: TalkOptions): (line: string) => void
  /** Removes all of it, also when the command was cancelled. */
  end(wish: WorkerWish): Promise<void>
}
