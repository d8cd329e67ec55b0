import {OmeError} from '@ome/sdk/errors'
import {latenciesOf, type Sample} from './sample.ts'

/** Latency a good request keeps to, in milliseconds. */
export interface Objective {
  readonly metric: 'ttft' | 'tpot' | 'e2e'
  readonly ms: number
}

/** vLLM's three keys; its `e2el` is `e2e` everywhere else here. */
const objectiveKeys = {ttft: 'ttft', tpot: 'tpot', e2e: 'e2e', e2el: 'e2e'} as const

/** `ttft:500`, `e2e:3s`; milliseconds where there is no unit. */
export function parseObjective(typed: string): Objective {
  const [, key, figure, unit] = /^(ttft|tpot|e2el?):(\d+(?:\.\d+)?)(ms|s)?$/.exec(typed) ?? []
  const metric = Object.entries(objectiveKeys).find(([name]) => name === key)?.[1]
  if (metric) return {metric, ms: Number(figure) * (unit === 's' ? 1000 : 1)}
  throw new OmeError('usage', `"${typed}" is no objective`, ['for example ttft:500ms, tpot:50ms or e2e:3s'])
}

/** Whether a request that ended well keeps to all; an answer of one token has no time per further token. */
export function meets(objectives: readonly Objective[], sample: Sample): boolean {
  const {ttft, tpot = 0, e2e} = latenciesOf(sample)
  const values = {ttft: ttft ?? e2e, tpot, e2e}
  return objectives.every(({metric, ms}) => values[metric] <= ms)
}

export const limitMetrics = ['ttft', 'tpot', 'itl', 'e2e', 'error-rate', 'rps', 'tokens-per-second', 'goodput'] as const

/** A condition that sets the exit code, for CI. */
export interface Limit {
  readonly text: string
  readonly metric: (typeof limitMetrics)[number]
  /** Of a latency: `mean` or a percentile. */
  readonly statistic?: 'mean' | number
  readonly operator: '>' | '<' | '>=' | '<='
  /** Milliseconds, a share of 1, or per second. */
  readonly value: number
}

const latencies: readonly string[] = ['ttft', 'tpot', 'itl', 'e2e']

/** `ttft.p99>500ms`, `error-rate>1%`, `rps<20`. */
export function parseLimit(typed: string): Limit {
  const match = /^\s*([a-z-]+)(?:\.(mean|p\d+(?:\.\d+)?))?\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*(ms|s|%)?\s*$/.exec(typed)
  const metric = limitMetrics.find((name) => name === match?.[1])
  const [, , statistic, operator, figure, unit] = match ?? []
  const isLatency = metric !== undefined && latencies.includes(metric)
  const isWhole =
    metric !== undefined &&
    isLatency === (statistic !== undefined) &&
    (unit === undefined || (isLatency ? unit !== '%' : metric === 'error-rate' && unit === '%'))
  if (!isWhole || !isOperator(operator)) throw noLimit(typed)
  const percent = statistic === undefined || statistic === 'mean' ? undefined : Number(statistic.slice(1))
  if (percent !== undefined && !(percent > 0 && percent < 100)) throw noLimit(typed)
  const scale = unit === 's' ? 1000 : unit === '%' ? 0.01 : 1
  return {
    text: typed.trim(),
    metric,
    operator,
    value: Number(figure) * scale,
    ...(statistic !== undefined && {statistic: percent ?? 'mean'}),
  }
}

const isOperator = (typed: string | undefined): typed is Limit['operator'] =>
  typed === '>' || typed === '<' || typed === '>=' || typed === '<='

const noLimit = (typed: string): OmeError =>
  new OmeError('usage', `"${typed}" is no condition`, [
    'latencies with a statistic: ttft.p99>500ms, itl.mean>40ms, e2e.p50>2s',
    `others: error-rate>1%, rps<20, tokens-per-second<1000, goodput<5; metrics: ${limitMetrics.join(', ')}`,
  ])

export function holds({operator, value}: Limit, found: number): boolean {
  if (operator === '>') return found > value
  if (operator === '<') return found < value
  return operator === '>=' ? found >= value : found <= value
}
