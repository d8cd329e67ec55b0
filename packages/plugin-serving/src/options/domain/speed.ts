import {
  batchFor,
  type EngineSetup,
  prefillSeconds,
  type RequestSize,
  secondsPerToken,
  throughputBasis,
  tokensPerSecond,
} from '@ome/capacity/throughput'
import type {Figure, Option} from './option.ts'

/** What an engine is asked to do. */
export type Load =
  /** Tokens a second over all replicas; 0 for a service that nobody asks. */
  | {readonly kind: 'rate'; readonly tokensPerSecond: number}
  /** So many requests on their way all the time, as a load test sends them. */
  | {readonly kind: 'at-once'; readonly requests: number}

/** How estimates are brought to what was measured of the present configuration. */
export interface Correction {
  /** Of the time between tokens. */
  readonly itl: number
  /** Seconds before the first token that are not computing: they come on top everywhere. */
  readonly beforeFirst: number
  /** Who measured. */
  readonly from: string
}

export interface SpeedQuestion {
  readonly setup: EngineSetup
  readonly replicas: number
  /** Requests in one batch, at the most. */
  readonly batch: number
  readonly size: RequestSize
  readonly load: Load
  readonly correction?: Correction | undefined
}

export type Speed = Pick<Option, 'throughput' | 'ttft' | 'itl' | 'e2e'>

/** What formulas say of a number of equal engines; what they cannot tell is absent. */
export function speedOf(question: SpeedQuestion): Speed {
  const {setup, size, correction} = question
  const [slower, later] = [correction?.itl ?? 1, correction?.beforeFirst ?? 0]
  const first = prefillSeconds(setup, size.inputTokens)
  const batches = batchesOf(question, slower)
  const perSecond = batches && tokensPerSecond(setup, batches.full, size)
  const between = batches?.loaded === undefined ? undefined : secondsPerToken(setup, batches.loaded, size)
  const itl = between === undefined ? undefined : estimated(between * slower, question)
  const ttft = first && {...estimated(first.lowest + later, question), highest: first.highest + later}
  return {
    ...(perSecond !== undefined && {throughput: estimated((perSecond * question.replicas) / slower, question)}),
    ...(ttft && {ttft}),
    ...(itl && {itl}),
    ...(ttft && itl && {e2e: ttft.value + itl.value * Math.max(0, size.outputTokens - 1)}),
  }
}

/** The batch that makes the most, and the one under the load; the latter is absent where the load is too much. */
function batchesOf(
  {setup, replicas, batch, size, load}: SpeedQuestion,
  slower: number,
): {readonly full: number; readonly loaded?: number} {
  if (load.kind === 'at-once') {
    const each = Math.min(batch, Math.max(1, load.requests / replicas))
    return {full: each, loaded: each}
  }
  const loaded = batchFor(setup, (load.tokensPerSecond / replicas) * slower, batch, size)
  return {full: batch, ...(loaded !== undefined && {loaded})}
}

function estimated(value: number, {setup, correction}: SpeedQuestion): Figure {
  const by = correction ? `; corrected by ${correction.from}` : ''
  return {
    value,
    basis: 'estimated',
    from: `${throughputBasis}; ${setup.accelerator.model} of the accelerator table${by}`,
  }
}
