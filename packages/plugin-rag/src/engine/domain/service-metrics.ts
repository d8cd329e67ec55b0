import {
  histogramSeries,
  meanOf,
  mergeHistograms,
  type Quantile,
  quantileOf,
} from '@ome/engine-metrics/prometheus-histogram'
import type {Exposition} from '@ome/engine-metrics/prometheus-text'

/** What the service counted for one of its operations since it started. */
export interface OperationMetrics {
  readonly operation: string
  readonly requests: number
  readonly failures: number
  readonly p50?: Quantile
  readonly p95?: Quantile
  readonly p99?: Quantile
  readonly meanSeconds?: number
}

/** Families of the service by what people call the operation. Source: KAITO v0.12 `presets/ragengine/metrics`. */
const operations: readonly (readonly [string, string])[] = [
  ['chat', 'rag_chat'],
  ['retrieve', 'rag_indexes_retrieve'],
  ['add', 'rag_index'],
  ['update', 'rag_indexes_update_document'],
  ['delete', 'rag_indexes_delete_document'],
  ['list', 'rag_indexes_document'],
  ['embed', 'rag_embedding'],
  ['persist', 'rag_persist'],
  ['load', 'rag_load'],
]

/** What people wait for; shown even when nobody asked yet. */
const always = new Set(['chat', 'retrieve'])

export function operationMetrics(exposition: Exposition): readonly OperationMetrics[] {
  return operations
    .map(([operation, family]) => metricsOf(exposition, operation, family))
    .filter(({operation, requests}) => requests > 0 || always.has(operation))
}

function metricsOf(exposition: Exposition, operation: string, family: string): OperationMetrics {
  const counters = exposition.samples.get(`${family}_requests_total`) ?? []
  const counted = (isMeant: (status: string | undefined) => boolean): number =>
    counters.filter(({labels}) => isMeant(labels.get('status'))).reduce((sum, {value}) => sum + (value || 0), 0)
  const all = mergeHistograms([...histogramSeries(exposition, `${family}_latency_seconds`).values()])
  const quantile = (q: number): Quantile | undefined => all && quantileOf(all, q)
  const [p50, p95, p99] = [quantile(0.5), quantile(0.95), quantile(0.99)]
  const meanSeconds = all && meanOf(all)
  return {
    operation,
    requests: counted(() => true),
    failures: counted((status) => status === 'failure'),
    ...(p50 && {p50}),
    ...(p95 && {p95}),
    ...(p99 && {p99}),
    ...(meanSeconds === undefined ? {} : {meanSeconds}),
  }
}
