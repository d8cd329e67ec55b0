import type {Quantile} from '@ome/engine-metrics/prometheus-histogram'
import type {Column, View} from '@ome/sdk/view'
import type {OperationMetrics} from '../domain/service-metrics.ts'

const operation: Column<OperationMetrics> = {header: 'OPERATION', value: ({operation: name}) => name}

const counts: readonly Column<OperationMetrics>[] = [
  {header: 'REQUESTS', value: ({requests}) => requests, align: 'right'},
  {
    header: 'FAILURES',
    value: ({failures}) => failures,
    align: 'right',
    tone: ({failures}) => (failures > 0 ? 'warn' : undefined),
  },
]

const times: readonly Column<OperationMetrics>[] = [
  {header: 'P50', value: ({p50}) => seconds(p50), align: 'right'},
  {header: 'P95', value: ({p95}) => seconds(p95), align: 'right'},
  {header: 'P99', value: ({p99}) => seconds(p99), align: 'right'},
  {
    header: 'MEAN',
    value: ({meanSeconds}) => (meanSeconds === undefined ? '<none>' : milliseconds(meanSeconds)),
    align: 'right',
  },
]

const common = {kind: 'RagMetricList', json: toJson, name: ({operation: name}: OperationMetrics) => `operation/${name}`}

/** Everything, or of latency and requests alone. */
export const operationLists: Readonly<Record<'all' | 'latency' | 'requests', View<readonly OperationMetrics[]>>> = {
  all: {...common, columns: [operation, ...counts, ...times]},
  latency: {...common, columns: [operation, ...times]},
  requests: {...common, columns: [operation, ...counts]},
}

/** `>` where a histogram only tells that it is more than its last bound. */
const seconds = (quantile: Quantile | undefined): string =>
  quantile === undefined
    ? '<none>'
    : `${quantile.relation === '=' ? '' : quantile.relation}${milliseconds(quantile.value)}`

const milliseconds = (value: number): string =>
  value < 10 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`

const quantileJson = (quantile: Quantile | undefined) =>
  quantile && {relation: quantile.relation, seconds: quantile.value}

function toJson({p50, p95, p99, meanSeconds, ...counted}: OperationMetrics) {
  return {
    ...counted,
    p50: quantileJson(p50) ?? null,
    p95: quantileJson(p95) ?? null,
    p99: quantileJson(p99) ?? null,
    meanSeconds: meanSeconds ?? null,
    source: 'since-start',
  }
}
