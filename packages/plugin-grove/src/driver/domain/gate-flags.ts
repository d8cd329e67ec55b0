import {OmeError} from '@ome/sdk/errors'
import type {Gate} from './rollout.ts'

/** Values of the flags of gates; durations in milliseconds. */
export interface GateFlags {
  readonly 'gate-ttft-p99'?: number | undefined
  readonly 'gate-tpot-p99'?: number | undefined
  readonly 'gate-error-rate'?: number | undefined
  readonly 'max-regression'?: number | undefined
  readonly 'min-samples'?: number | undefined
}

const usualSamples = 20

/** Gates of a rollout. A regression alone is one of both latencies. Throws `usage` for a limit of nothing. */
export function gatesOf(flags: GateFlags): readonly Gate[] {
  const minSamples = flags['min-samples'] ?? usualSamples
  const regression = flags['max-regression']
  const relative = regression === undefined ? {} : {maxRegression: regression}
  const latency = (metric: 'ttft' | 'tpot', limitMs: number | undefined): readonly Gate[] => {
    if (limitMs === 0) throw new OmeError('usage', `--gate-${metric}-p99 0 can never be kept`, ['give a time: 500ms'])
    if (limitMs === undefined && regression === undefined) return []
    const limit = limitMs === undefined ? {} : {limit: limitMs / 1000}
    return [{metric, quantile: 0.99, ...limit, minSamples, ...relative}]
  }
  const errors = flags['gate-error-rate']
  return [
    ...latency('ttft', flags['gate-ttft-p99']),
    ...latency('tpot', flags['gate-tpot-p99']),
    ...(errors === undefined ? [] : [{metric: 'error-rate' as const, limit: errors, minSamples}]),
  ]
}
