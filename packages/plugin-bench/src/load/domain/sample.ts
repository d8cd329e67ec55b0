/** What a request ended with, when not well. `http-429` and the like carry the status. */
export type Failure =
  | 'connect'
  | 'timeout'
  | 'stream-error'
  | 'no-stream'
  | 'truncated'
  | 'empty'
  | 'too-large'
  | `http-${number}`

/**
 * One request as the client saw it. Times are milliseconds of one clock that only goes forward; `start` is just before
 * the request is handed to the HTTP client.
 */
export interface Sample {
  /** When the schedule wanted it sent; absent where the next one follows the last. */
  readonly planned?: number
  readonly start: number
  /** First event with a choice, also one with a role and no text: vLLM's time to first token. */
  readonly first?: number
  /** First event with text. */
  readonly firstText?: number
  /** Last event with a choice; neither the one with the usage nor `[DONE]`. */
  readonly last?: number
  readonly end: number
  /** Of this, so many milliseconds may be the client's own: until it was sent, and until what had come was read. */
  readonly late?: number
  /** Events with a choice after the first, each as milliseconds since the one before. */
  readonly gaps: readonly number[]
  readonly inputTokens?: number
  readonly outputTokens?: number
  /** Tokens of the prompt that the engine had in its cache. */
  readonly cachedTokens?: number
  /** The engine did not say how many: each event with text is counted as one. */
  readonly isCounted?: true
  readonly failure?: {readonly kind: Failure; readonly message: string}
}

/** A request that was still under way when the run was cut. */
export type Unfinished = 'unfinished'

/** Milliseconds to the first token, per further token, and to the last. Undefined: it has none. */
export interface Latencies {
  readonly ttft?: number
  /** Without the first token: `(e2e − ttft) / (tokens − 1)`; of answers with more than one. */
  readonly tpot?: number
  readonly e2e: number
  /** From when it was planned, with the wait in the client. */
  readonly e2eWithQueue?: number
}

/** vLLM's definitions (`benchmarks/lib/endpoint_request_func.py`, `benchmarks/serve.py`). */
export function latenciesOf(sample: Sample): Latencies {
  const {planned, start, first, last, outputTokens} = sample
  const stop = last ?? sample.end
  const e2e = stop - start
  return {
    ...(first !== undefined && {ttft: first - start}),
    ...(first !== undefined && outputTokens !== undefined && outputTokens > 1
      ? {tpot: (stop - first) / (outputTokens - 1)}
      : {}),
    e2e,
    ...(planned !== undefined && {e2eWithQueue: stop - planned}),
  }
}
