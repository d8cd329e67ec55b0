import {OmeError} from '@ome/sdk/errors'
import {parseDuration} from '@ome/sdk/units'
import type {Option} from './option.ts'

const metrics = ['ttft', 'itl', 'e2e'] as const
const statistics = ['mean', 'p50', 'p95', 'p99'] as const

/** `ttft.p95<=500ms`: a latency that requests may have at the most. */
export interface Objective {
  readonly text: string
  readonly metric: (typeof metrics)[number]
  readonly statistic: (typeof statistics)[number]
  readonly seconds: number
}

/** Throws `usage` for anything else. */
export const parseObjectives = (typed: readonly string[] | undefined): readonly Objective[] =>
  (typed ?? []).flatMap((text) => text.split(',').map((each) => parseObjective(each.trim())))

function parseObjective(text: string): Objective {
  const [, metric, , statistic = 'mean', limit = ''] = /^(\w+)(\.(\w+))?\s*<=?\s*(.+)$/.exec(text) ?? []
  const known = metrics.find((each) => each === metric)
  const told = statistics.find((each) => each === statistic)
  const seconds = (parseDuration(limit) ?? Number.NaN) / 1000
  if (known && told && seconds > 0) return {text, metric: known, statistic: told, seconds}
  throw new OmeError('usage', `--slo "${text}" is no objective`, [
    `METRIC.STATISTIC<=TIME, for example ttft.p95<=500ms; metrics ${metrics.join(', ')}; statistics ${statistics.join(', ')}`,
  ])
}

/**
 * What is known of an option's latency as a statistic; the mean where nothing tells how far percentiles are from it. Of
 * an estimate between two figures the slower one: what may miss is not promised.
 */
export function latencyOf(
  {metric, statistic}: Pick<Objective, 'metric' | 'statistic'>,
  {ttft, itl, e2e}: Pick<Option, 'ttft' | 'itl' | 'e2e'>,
  spreads: Readonly<Record<string, number>>,
): number | undefined {
  const later = ttft?.highest === undefined ? 0 : ttft.highest - ttft.value
  const value = {ttft: ttft && ttft.value + later, itl: itl?.value, e2e: e2e === undefined ? undefined : e2e + later}[
    metric
  ]
  return value === undefined ? undefined : value * (spreads[`${metric}.${statistic}`] ?? 1)
}
