import type {Measured} from './observation.ts'
import {type Gate, type Metric, paused, type Rollout, type Sample, timeText} from './rollout.ts'

/** What a driver does next about the gates of a step that is full. */
export type GateMove =
  | {readonly move: 'pass' | 'wait'}
  | {readonly move: 'measure'; readonly of: 'old' | 'new'}
  | {readonly move: 'judged'; readonly state: Rollout; readonly failed?: string}

const windows = 5

/** Gates pass when every metric was measured on new workers after the step was full and kept its limits. */
export function gateMove(rollout: Rollout, measured: Measured | undefined, now: number): GateMove {
  if (rollout.gates.length === 0 || hasPassed(rollout)) return {move: 'pass'}
  const full = Date.parse(rollout.stepFullAt ?? timeText(now))
  if (now - full < rollout.settleSeconds * 1000) return {move: 'wait'}
  const isOurs = measured?.of === 'new' && measured.step === rollout.step && measured.attempt === rollout.holds
  return isOurs ? judgeGates(rollout, measured, now) : {move: 'measure', of: 'new'}
}

const hasPassed = ({samples, gates, step}: Rollout): boolean =>
  gates.every(({metric}) => samples.some((one) => one.step === step && one.metric === metric && one.verdict === 'pass'))

function judgeGates(rollout: Rollout, measured: Measured, now: number): GateMove {
  const fresh = rollout.gates.flatMap((gate) => sampleOf(rollout, gate, measured, now))
  const kept = rollout.samples.filter(
    (one) => one.step !== rollout.step || !fresh.some(({metric}) => metric === one.metric),
  )
  const state = {...rollout, samples: [...kept, ...fresh]}
  const failed = fresh.find(({verdict}) => verdict === 'fail')
  if (failed) return {move: 'judged', state, failed: failedText(rollout, failed)}
  const isLast = rollout.step >= rollout.steps.length - 1
  const missing = rollout.gates.filter(({metric}) => !fresh.some((one) => one.metric === metric))
  const isWaiting = fresh.some(({verdict}) => verdict === 'hold') || (isLast && missing.length > 0)
  if (!isWaiting)
    return {move: 'judged', state: {...state, holds: 0, samples: [...state.samples, ...skipped(rollout, missing, now)]}}
  const holds = rollout.holds + 1
  if (holds < windows) return {move: 'judged', state: {...state, holds}}
  const what = [...fresh.filter(({verdict}) => verdict === 'hold'), ...missing].map(({metric}) => metric).join(', ')
  const message = `too few samples of ${what} in ${windows} windows`
  return {move: 'judged', state: paused({...state, holds: 0}, 'samples', message, now)}
}

/** A metric that no new worker tells yet: the step goes on without it, and it must pass before the end. */
const skipped = (rollout: Rollout, missing: readonly Gate[], now: number): readonly Sample[] =>
  missing.map(({metric}) => ({
    step: rollout.step,
    metric,
    value: null,
    count: 0,
    verdict: 'pass' as const,
    at: timeText(now),
  }))

function sampleOf(rollout: Rollout, gate: Gate, {values}: Measured, now: number): readonly Sample[] {
  const seen = values[gate.metric]
  if (seen === undefined) return []
  const baseline = rollout.baseline?.[gate.metric]
  const base = baseline === undefined ? {} : {baseline}
  const sample = {step: rollout.step, metric: gate.metric, ...seen, ...base, at: timeText(now)}
  if (seen.value === null || seen.count < gate.minSamples) return [{...sample, verdict: 'hold'}]
  return [{...sample, verdict: seen.value > limitOf(gate, baseline) ? 'fail' : 'pass'}]
}

/** The lower of the limit and what the baseline allows. */
export function limitOf({limit, maxRegression}: Gate, baseline: number | undefined): number {
  const relative = maxRegression === undefined || baseline === undefined ? undefined : baseline * (1 + maxRegression)
  return Math.min(limit ?? Number.POSITIVE_INFINITY, relative ?? Number.POSITIVE_INFINITY)
}

function failedText(rollout: Rollout, {metric, value, baseline}: Sample): string {
  const gate = rollout.gates.find((one) => one.metric === metric)
  const limit = gate === undefined ? Number.POSITIVE_INFINITY : limitOf(gate, baseline)
  return `${metricName(metric)} is ${amount(metric, value ?? 0)}, the gate is ${amount(metric, limit)}`
}

export const metricName = (metric: Metric): string =>
  ({ttft: 'TTFT p99', tpot: 'TPOT p99', 'error-rate': 'error rate'})[metric]

export const amount = (metric: Metric, value: number): string =>
  metric === 'error-rate' ? `${(value * 100).toFixed(1)}%` : `${Math.round(value * 1000)}ms`
