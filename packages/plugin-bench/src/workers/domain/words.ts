import type {ArrivalChoice} from '../../load/domain/arrival-flags.ts'
import type {RequestRow} from '../../load/domain/request-row.ts'
import type {TallyRecord} from '../../load/domain/tally.ts'
import type {Burden} from '../../load/domain/trust.ts'

/** What the command says to its workers, a line each. Times are milliseconds of the worker's own clock, but for `asked`. */
export type LeaderWord =
  /** Asks for the time; also says that somebody is still there. */
  | {readonly kind: 'clock'; readonly asked: number}
  /** Begins a run at that time; said again until it is heard. */
  | {readonly kind: 'run'; readonly run: number; readonly at: number; readonly choice: ArrivalChoice}
  /** Cuts the run. */
  | {readonly kind: 'stop'}
  | {readonly kind: 'end'}

/** What a worker says in its log, a line each. */
export type WorkerWord =
  | {readonly kind: 'ready'; readonly model: string; readonly isSimulated: boolean}
  | {readonly kind: 'clock'; readonly asked: number; readonly now: number}
  | {readonly kind: 'heard'; readonly run: number}
  | ({readonly kind: 'progress'; readonly run: number} & WorkerProgress)
  /** A piece of the result. */
  | {readonly kind: 'part'; readonly run: number; readonly index: number; readonly count: number; readonly data: string}
  | {readonly kind: 'failed'; readonly message: string; readonly hints: readonly string[]}

export interface WorkerProgress {
  readonly elapsedMs: number
  readonly completed: number
  readonly failed: number
  readonly inFlight: number
  readonly ttft?: number
  /** Requests that ended well in the last whole second. */
  readonly lastSecond: number
}

export interface WorkerResult {
  readonly record: TallyRecord
  readonly burden: Burden
  readonly isCut: boolean
  readonly coldTtftMs?: number | undefined
  readonly rows?: readonly RequestRow[] | undefined
  /** By the worker's own clock. */
  readonly beganAt: number
}

const kinds: readonly string[] = ['clock', 'run', 'stop', 'end', 'ready', 'heard', 'progress', 'part', 'failed']

/** One word as a line, without its end. */
export const wordLine = (word: LeaderWord | WorkerWord): string => JSON.stringify(word)

/** Undefined for what a runtime or a crash wrote in between. */
export function readWord<Word extends LeaderWord | WorkerWord>(line: string): Word | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    const kind: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined
    return typeof kind === 'string' && kinds.includes(kind) ? (value as Word) : undefined
  } catch {
    // No word: what else a container writes is for those who read its log.
    return undefined
  }
}

/** Container runtimes break lines beyond 16 KiB. */
const longestPart = 12_000

/** A result in pieces that fit a line each. */
export function partsOf(run: number, packed: string): readonly WorkerWord[] {
  const count = Math.max(1, Math.ceil(packed.length / longestPart))
  return Array.from({length: count}, (_, index) => ({
    kind: 'part',
    run,
    index,
    count,
    data: packed.slice(index * longestPart, (index + 1) * longestPart),
  }))
}
