import type {Option} from './option.ts'
import type {Correction} from './speed.ts'

/** What was measured of the present configuration, in seconds and tokens a second. */
export interface MeasuredSpeed {
  readonly ttft?: number
  readonly itl?: number
  /** Of a load test alone: how many it made with so many requests at once. */
  readonly throughput?: number
  readonly requestsAtOnce?: number
  /** Shares of a percentile in the mean, for objectives: `ttft.p95` is 1.8 means. */
  readonly spreads: Readonly<Record<string, number>>
  readonly from: string
}

/** Formulas are bounds that nothing beats by more than their own constants are wide. */
const fastest = 0.8

/**
 * How far measurements are from estimates of the same configuration under the same load: all options are held against
 * each other with the same engine's habits in them.
 */
export function correctionOf(
  estimate: Pick<Option, 'itl' | 'ttft'>,
  {itl, ttft, from}: MeasuredSpeed,
): {readonly correction?: Correction; readonly notes: readonly string[]} {
  const between = itl === undefined || !estimate.itl ? undefined : itl / estimate.itl.value
  const middle = estimate.ttft && (estimate.ttft.value + (estimate.ttft.highest ?? estimate.ttft.value)) / 2
  const first = ttft === undefined || middle === undefined ? undefined : Math.max(0, ttft - middle)
  if (between === undefined && first === undefined) return {notes: []}
  const told = [
    ...(between === undefined ? [] : [`time between tokens × ${round(between)}`]),
    ...(first === undefined ? [] : [`time to first token + ${ms(first)}`]),
  ]
  const doubt = `${ms(itl)} between tokens, measured by ${from}, is less than its GPUs need to read the weights (${ms(estimate.itl?.value)}): speculative decoding, other GPUs, or a simulated engine`
  return {
    correction: {itl: between ?? 1, beforeFirst: first ?? 0, from},
    notes: [
      `estimates are corrected as the present configuration was measured by ${from}: ${told.join(', ')}`,
      ...(between !== undefined && between < fastest ? [doubt] : []),
    ],
  }
}

const ms = (seconds = Number.NaN): string => `${round(seconds * 1000)} ms`
const round = (value: number): number => Number(value.toPrecision(2))

/** The present row with what was measured in place of estimates. */
export function withMeasured(option: Option, {itl, ttft, throughput, from}: MeasuredSpeed): Option {
  const measured = (value: number) => ({value, basis: 'measured', from}) as const
  return {
    ...option,
    ...(throughput !== undefined && {throughput: measured(throughput)}),
    ...(ttft !== undefined && {ttft: measured(ttft)}),
    ...(itl !== undefined && {itl: measured(itl)}),
  }
}
