import type {Arrival} from './arrival.ts'
import type {PromptSource} from './prompts.ts'
import type {Sample, Unfinished} from './sample.ts'

/** What a run does. */
export interface LoadPlan {
  readonly arrival: Arrival
  /** An open loop sends no more than so many at a time; what is due then waits in the client. */
  readonly maxConcurrency?: number | undefined
  /** The run ends with whichever comes first; requests under way are waited for. */
  readonly requests?: number | undefined
  readonly durationMs?: number | undefined
  /** Requests before the clock starts, one after the other. */
  readonly warmup: number
  /** How long one request may take. */
  readonly timeoutMs: number
  readonly prompts: PromptSource
}

/** Sends requests to one engine. */
export interface LoadClient {
  /** Never throws: what goes wrong is the sample's failure. `unfinished` when the signal cut it off. */
  send(prompt: ReturnType<PromptSource>, options: SendOptions): Promise<Sample | Unfinished>
  /** Has so many connections ready for requests to come. */
  open(count: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface SendOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** One clock for everything that is measured, in milliseconds; only forward. */
export interface LoadClock {
  now(): number
  /** Settles at that time as exactly as this machine can, or when the signal is aborted. */
  until(time: number, signal: AbortSignal): Promise<void>
}
