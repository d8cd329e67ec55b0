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
