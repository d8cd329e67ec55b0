import {latenciesOf, type Sample} from './sample.ts'

/** One request of a run, as a line of a file. Times are milliseconds since the run began, latencies milliseconds. */
export interface RequestRow {
  /** Which of several programs sent it. */
  readonly worker?: number
  readonly planned?: number
  readonly start: number
  readonly ttft?: number
  readonly tpot?: number
  readonly e2e: number
  readonly events?: number
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cachedTokens?: number
  readonly failure?: string
  readonly message?: string
}

/** So many are kept; a file with more is no file to look at. */
export const mostRows = 200_000

export function requestRow(sample: Sample, begin: number): RequestRow {
  const {planned, start, gaps, first, inputTokens, outputTokens, cachedTokens, failure} = sample
  const {ttft, tpot, e2e} = latenciesOf(sample)
  return {
    ...(planned !== undefined && {planned: rounded(planned - begin)}),
    start: rounded(start - begin),
    ...(ttft !== undefined && {ttft: rounded(ttft)}),
    ...(tpot !== undefined && {tpot: rounded(tpot)}),
    e2e: rounded(e2e),
    ...(first !== undefined && {events: gaps.length + 1}),
    ...(inputTokens !== undefined && {inputTokens}),
    ...(outputTokens !== undefined && {outputTokens}),
    ...(cachedTokens !== undefined && {cachedTokens}),
    ...(failure && {failure: failure.kind, message: failure.message}),
  }
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

/** A line each, in the order in which they were sent. */
export const rowLines = (rows: readonly RequestRow[]): string =>
  rows
    .toSorted((a, b) => a.start - b.start)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('')
