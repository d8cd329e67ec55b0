import type {EngineMetric} from '@ome/engine-metrics/engine-vocabulary'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'

export type GpuMetric = 'gpu-utilization' | 'gpu-memory'
export type MetricName = EngineMetric | GpuMetric

/** What `ome metrics` shows by itself, in this order. */
export const usualMetrics: readonly MetricName[] = [
  'requests-per-second',
  'running',
  'waiting',
  'ttft',
  'itl',
  'e2e',
  'tokens-per-second',
  'kv-cache',
  'gpu-utilization',
  'gpu-memory',
]

/** What is shown together under one word. */
export const metricGroups = {
  throughput: ['requests-per-second', 'tokens-per-second', 'prompt-tokens-per-second'],
  latency: ['ttft', 'itl', 'e2e'],
  queue: ['running', 'waiting', 'queue-time'],
  cache: ['kv-cache', 'prefix-cache'],
} as const satisfies Readonly<Record<string, readonly MetricName[]>>

export type MetricGroup = keyof typeof metricGroups

/** Throws `usage` for a word that is no group. */
export function groupsIn(typed: string | undefined): readonly MetricName[] {
  const words = (typed ?? '').split(',').filter((word) => word !== '')
  return words.flatMap((word) => {
    if (Object.hasOwn(metricGroups, word)) return metricGroups[word as MetricGroup]
    throw new OmeError('usage', `unknown group of metrics "${word}"`, [
      `one of ${Object.keys(metricGroups).join(', ')}`,
    ])
  })
}

/** Those to ask for by name. */
export const allMetrics: readonly MetricName[] = [
  ...usualMetrics,
  'queue-time',
  'prompt-tokens-per-second',
  'prefix-cache',
  'preemptions-per-second',
  'failed-per-second',
  'server-errors-per-second',
]

export const isGpuMetric = (metric: MetricName): metric is GpuMetric => metric.startsWith('gpu-')

const isEngineMetric = (metric: MetricName): metric is EngineMetric => !isGpuMetric(metric)

export const engineMetricsOf = (metrics: readonly MetricName[]): readonly EngineMetric[] =>
  metrics.filter(isEngineMetric)

/** Throws `usage` for a word that is no metric. */
export function metricNames(typed: readonly string[] | undefined): readonly MetricName[] {
  if (!typed || typed.length === 0) return usualMetrics
  return typed.map((word) => {
    const found = allMetrics.find((metric) => metric === word)
    if (found) return found
    const near = nearest(word, allMetrics)
    throw new OmeError('usage', `unknown metric "${word}"`, [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      `one of ${allMetrics.join(', ')}`,
    ])
  })
}
