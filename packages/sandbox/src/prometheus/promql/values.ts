import type {Labels} from '../series-source.ts'

/** One series at one moment. */
export interface VectorSample {
  readonly labels: Labels
  readonly value: number
}

/** The samples of one series in a window. */
export interface Window {
  readonly labels: Labels
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** A window together with its bounds, in milliseconds since the epoch; `end` is the moment of evaluation less the offset. */
export interface Bounds {
  readonly start: number
  readonly end: number
}

/** A query that can be read but not answered; `type` is the API's errorType. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly type: 'execution' | 'timeout'
  constructor(message: string, type: 'execution' | 'timeout' = 'execution') {
    super(message)
    this.type = type
  }
}
