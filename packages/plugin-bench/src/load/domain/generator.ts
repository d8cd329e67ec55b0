import type {ArrivalChoice} from './arrival-flags.ts'
import type {RequestRow} from './request-row.ts'
import type {Tally} from './tally.ts'
import type {Way} from './target.ts'
import type {Burden, Crew} from './trust.ts'

/** Sends load from somewhere. Ready when it is made: the engine has answered and is warm. */
export interface Generator {
  readonly engine: EngineSeen
  /** One run; several may follow each other. A run that is cut gives what was measured until then. */
  run(choice: ArrivalChoice, watch: RunWatch): Promise<Generated>
  close(): Promise<void>
}

/** The engine as requests reach it. */
export interface EngineSeen {
  readonly url: string
  readonly way: Way
  readonly model: string
  readonly isSimulated: boolean
}

export interface RunWatch {
  /** Cuts the run. */
  readonly signal: AbortSignal
  /** Told when the clock starts; what it gets says how far the run is whenever it is asked. */
  readonly onBegin: (live: () => LiveLoad) => void
}

/** A run that goes on. */
export interface LiveLoad {
  readonly elapsedMs: number
  readonly completed: number
  readonly failed: number
  readonly inFlight: number
  /** Median, in milliseconds. */
  readonly ttft?: number | undefined
  /** Requests that ended well in each second that is over. */
  readonly perSecond: readonly number[]
}

/** What a run came to. */
export interface Generated {
  readonly tally: Tally
  readonly burden: Burden
  readonly isCut: boolean
  /** Time to first token of the first request of all, which paid for what the others found ready. */
  readonly coldTtftMs?: number | undefined
  readonly crew?: Crew | undefined
  /** Of each request, where they are kept. */
  readonly rows?: readonly RequestRow[] | undefined
  /** What happened to the tunnel meanwhile. */
  readonly moves?: readonly string[] | undefined
}

/** How far a run of this program is. */
export const liveLoad = (tally: Tally, now: number): LiveLoad => ({
  elapsedMs: Math.max(0, now - tally.begin),
  completed: tally.completed,
  failed: tally.failed,
  inFlight: tally.inFlight,
  ttft: tally.measured.ttft.percentile(50),
  // The second that is not over yet would always look like a fall.
  perSecond: tally.seconds.slice(0, -1).map(({completed}) => completed),
})
