import type {Distribution} from '../../load/domain/distribution.ts'
import type {Limit} from '../../load/domain/objective.ts'
import {holds} from '../../load/domain/objective.ts'
import {statedErrorMs} from '../../load/domain/stated-error.ts'
import type {FailureCount, Tally} from '../../load/domain/tally.ts'
import type {Way} from '../../load/domain/target.ts'
import {
  type Circumstances,
  type Doubt,
  doubtsOf,
  isTold,
  littlesLaw,
  type Verdict,
  verdictOf,
} from '../../load/domain/trust.ts'

/** Milliseconds. */
export interface Latency {
  readonly mean: number
  readonly deviation: number
  readonly min: number
  readonly max: number
  readonly percentiles: readonly {readonly percent: number; readonly value: number; readonly isTold: boolean}[]
  readonly count: number
}

export const latencyNames = ['ttft', 'tpot', 'itl', 'e2e', 'queue', 'e2e-with-queue'] as const
export type LatencyName = (typeof latencyNames)[number]

/** What each latency means, in every report. */
export const definitions: Readonly<Record<LatencyName, string>> = {
  ttft: 'time to first token: from sending to the first event with a choice',
  tpot: 'time per output token after the first: (e2e - ttft) / (tokens - 1), of answers with more than one',
  itl: 'gap between two events with a choice; tokens per event say how many tokens that is',
  e2e: 'from sending to the last event with a choice',
  queue: 'from the planned time to sending: the wait in this client',
  'e2e-with-queue': 'from the planned time to the last event',
}

/** How a run was made. */
export interface Setup {
  readonly service?: string | undefined
  readonly namespace?: string | undefined
  readonly url: string
  /** How requests got there. */
  readonly path: Way
  readonly model: string
  readonly api: string
  readonly arrival: string
  readonly concurrency?: number | undefined
  readonly rps?: number | undefined
  readonly burstiness?: number | undefined
  readonly prompts: string
  readonly seed: number
  readonly startedAt: string
  /** The engine is a stand-in of the sandbox. */
  readonly isSimulated: boolean
}

/** Per second of the run, for charts. */
export interface Moment {
  readonly second: number
  readonly sent: number
  readonly completed: number
  readonly failed: number
  readonly outputTokens: number
  readonly inFlight: number
  readonly ttftP50?: number
  readonly ttftMax?: number
}

export interface LimitResult {
  readonly limit: string
  readonly found?: number
  readonly fails: boolean
}

/** What a run came to. Rates are per second, over the time until the last request ended. */
export interface LoadReport {
  readonly setup: Setup
  readonly durationMs: number
  readonly requests: {
    readonly sent: number
    readonly completed: number
    readonly failed: number
    readonly unfinished: number
  }
  readonly tokens: {
    readonly input: number
    readonly output: number
    readonly cached: number
    readonly perEvent?: number
    readonly outputMin?: number
    readonly outputMax?: number
  }
  readonly rates: {
    readonly requests: number
    readonly outputTokens: number
    readonly totalTokens: number
    readonly peakOutputTokens: number
    readonly goodput?: number
  }
  readonly concurrency: {readonly mean: number; readonly max: number}
  readonly latencies: Partial<Readonly<Record<LatencyName, Latency>>>
  readonly failures: readonly FailureCount[]
  readonly trust: {readonly verdict: Verdict; readonly doubts: readonly Doubt[]}
  readonly generator: Circumstances['burden'] & {
    readonly littlesLaw: number
    /** What of a request was the generator's own at the 99th percentile: until it was sent, until what came was read. */
    readonly lateMs: number
    /** How far a latency may be off because of the generator. */
    readonly statedErrorMs: number
  }
  /** Programs in the cluster that sent it together. */
  readonly crew?: Circumstances['crew']
  /** The first request of all, which paid for what the others found ready. */
  readonly coldTtftMs?: number
  readonly limits: readonly LimitResult[]
  readonly moments: readonly Moment[]
}

export interface ReportInput {
  readonly setup: Setup
  readonly tally: Tally
  readonly circumstances: Omit<Circumstances, 'durationMs'>
  readonly percentiles: readonly number[]
  readonly hasObjectives: boolean
  readonly limits: readonly Limit[]
  readonly coldTtftMs?: number | undefined
}

export function toReport(input: ReportInput): LoadReport {
  const {tally, setup} = input
  const durationMs = Math.max(1, tally.lastEnd - tally.begin)
  const circumstances = {...input.circumstances, durationMs}
  const doubts = doubtsOf(tally, circumstances)
  const lateMs = tally.measured.late.percentile(99)
  const {events, inputTokens, outputTokens} = tally
  const report: Omit<LoadReport, 'limits'> = {
    setup,
    durationMs,
    requests: {sent: tally.sent, completed: tally.completed, failed: tally.failed, unfinished: tally.unfinished},
    tokens: {
      input: inputTokens.sum,
      output: outputTokens.sum,
      cached: tally.cachedTokens,
      ...(events > 0 && {perEvent: outputTokens.sum / events}),
      ...(outputTokens.count > 0 && {outputMin: outputTokens.min, outputMax: outputTokens.max}),
    },
    rates: ratesOf(input, durationMs),
    concurrency: {mean: tally.meanInFlight, max: tally.maxInFlight},
    latencies: latenciesIn(tally, input.percentiles),
    failures: tally.failures,
    trust: {verdict: verdictOf(doubts), doubts},
    generator: {
      ...circumstances.burden,
      littlesLaw: littlesLaw(tally, durationMs),
      lateMs: lateMs ?? 0,
      statedErrorMs: statedErrorMs(circumstances.burden, lateMs),
    },
    ...(circumstances.crew && {crew: circumstances.crew}),
    ...(input.coldTtftMs !== undefined && {coldTtftMs: input.coldTtftMs}),
    moments: momentsOf(tally),
  }
  return {...report, limits: input.limits.map((limit) => judged(limit, report, tally))}
}

function ratesOf({tally, hasObjectives}: ReportInput, durationMs: number): LoadReport['rates'] {
  const perSecond = (value: number): number => (value * 1000) / durationMs
  const outputTokens = perSecond(tally.outputTokens.sum)
  return {
    requests: perSecond(tally.completed),
    outputTokens,
    totalTokens: perSecond(tally.inputTokens.sum + tally.outputTokens.sum),
    // A run shorter than its seconds would have a peak below its mean.
    peakOutputTokens: tally.seconds.reduce((most, second) => Math.max(most, second.outputTokens), outputTokens),
    ...(hasObjectives && {goodput: perSecond(tally.good)}),
  }
}

const distributions = ({measured}: Tally): Readonly<Record<LatencyName, Distribution>> => ({
  ttft: measured.ttft,
  tpot: measured.tpot,
  itl: measured.itl,
  e2e: measured.e2e,
  queue: measured.queue,
  'e2e-with-queue': measured.e2eWithQueue,
})

function latenciesIn(tally: Tally, percentiles: readonly number[]): LoadReport['latencies'] {
  const found = distributions(tally)
  return Object.fromEntries(
    latencyNames.flatMap((name) => {
      const distribution = found[name]
      const {mean, deviation, min, max, count} = distribution
      if (mean === undefined || deviation === undefined) return []
      const values = [...new Set([50, ...percentiles])]
        .sort((a, b) => a - b)
        .map((percent) => ({
          percent,
          value: distribution.percentile(percent) ?? Number.NaN,
          isTold: isTold(count, percent),
        }))
      return [[name, {mean, deviation, min, max, count, percentiles: values}]]
    }),
  )
}

const momentsOf = (tally: Tally): readonly Moment[] =>
  tally.seconds.map(({ttft, outputTokens, ...second}, index) => {
    const p50 = ttft.percentile(50)
    return {
      second: index,
      sent: second.sent,
      completed: second.completed,
      failed: second.failed,
      outputTokens: Math.round(outputTokens),
      inFlight: second.inFlight,
      ...(p50 !== undefined && {ttftP50: p50, ttftMax: ttft.max}),
    }
  })

/** What cannot be measured has not been kept: it fails. */
function judged(limit: Limit, report: Omit<LoadReport, 'limits'>, tally: Tally): LimitResult {
  const found = figureOf(limit, report, tally)
  return {
    limit: limit.text,
    ...(found !== undefined && {found}),
    fails: found === undefined || holds(limit, found),
  }
}

function figureOf({metric, statistic}: Limit, report: Omit<LoadReport, 'limits'>, tally: Tally): number | undefined {
  if (metric === 'rps') return report.rates.requests
  if (metric === 'tokens-per-second') return report.rates.outputTokens
  if (metric === 'goodput') return report.rates.goodput
  if (metric === 'error-rate') return tally.failed / Math.max(1, tally.completed + tally.failed)
  const distribution = distributions(tally)[metric]
  return statistic === 'mean' ? distribution.mean : distribution.percentile(statistic ?? 50)
}
