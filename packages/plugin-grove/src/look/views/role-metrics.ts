import type {Quantile} from '@ome/engine-metrics/prometheus-histogram'
import type {Line, Page, View} from '@ome/sdk/view'
import type {Latency, RoleMetrics, SetMetrics} from '../domain/role-metrics.ts'
import {aligned, type Piece, piece} from './aligned.ts'

/** What the engines of each role say. A number that nobody measured is no zero. */
export const metricsView: View<readonly SetMetrics[]> = {
  kind: 'GroveMetricsList',
  blocks: (sets, page) => [{type: 'lines', lines: metricLines(sets, page)}],
  json: ({set, roles}) => ({name: set.name, namespace: set.namespace, roles: roles.map(roleJson)}),
  name: ({set}) => `podcliqueset/${set.name}`,
  empty: 'no podcliquesets found',
}

const header = [
  'ROLE',
  'PODS',
  'TOK/S',
  'TTFT-P50',
  'TTFT-P99',
  'TPOT-P50',
  'TPOT-P99',
  'KV',
  'GPU',
  'QUEUE',
  'ACTIVE',
  'SOURCE',
]

function metricLines(sets: readonly SetMetrics[], page: Page): readonly Line[] {
  const titled = sets.length > 1 || page.allNamespaces
  const title = ({set}: SetMetrics): string => (page.allNamespaces ? `${set.namespace}/${set.name}` : set.name)
  const first = (text: string): readonly Piece[] => (titled ? [piece(text)] : [])
  const rows = [
    [...first('NAME'), ...header.map((text) => piece(text))],
    ...sets.flatMap((each) => each.roles.map((role) => [...first(title(each)), ...row(role)])),
  ]
  return aligned(rows).map((spans) => ({spans}))
}

function row(metrics: RoleMetrics): readonly Piece[] {
  const {role, answered, expected, ttft, tpot} = metrics
  return [
    piece(role.name),
    piece(`${answered}/${expected}`, answered < expected ? 'warn' : undefined),
    piece(numberText(metrics.tokensPerSecond)),
    ...[ttft?.p50, ttft?.p99, tpot?.p50, tpot?.p99].map((each) => piece(timeText(each))),
    piece(shareText(metrics.kvCacheRatio)),
    piece(shareText(metrics.gpuUtilRatio)),
    piece(numberText(metrics.queueDepth)),
    piece(numberText(metrics.activeRequests)),
    piece(sourceText(metrics)),
  ]
}

/** What is said of a role, with the titles of the table. */
export const metricCells = (metrics: RoleMetrics): readonly {readonly title: string; readonly text: string}[] =>
  row(metrics).map(({text}, index) => ({title: header[index] ?? '', text}))

const numberText = (value: number | undefined): string => (value === undefined ? '-' : String(Math.round(value)))
const shareText = (ratio: number | undefined): string => (ratio === undefined ? '-' : `${Math.round(ratio * 100)}%`)

function timeText(quantile: Quantile | undefined): string {
  if (!quantile) return '-'
  const ms = quantile.value * 1000
  const text = ms >= 10_000 ? `${(ms / 1000).toFixed(1)}s` : `${ms >= 10 ? Math.round(ms) : Number(ms.toFixed(1))}ms`
  return quantile.relation === '=' ? text : `${quantile.relation}${text}`
}

export function sourceText({engines, window}: Pick<RoleMetrics, 'engines' | 'window'>): string {
  if (engines.length === 0) return '-'
  const when = !window ? '' : window.isLifetime ? ', since start' : `, ${Math.round(window.seconds)}s`
  return `${engines.join(' and ')}${when}`
}

const latencyJson = (latency: Latency | undefined): unknown =>
  latency
    ? {
        p50: latency.p50.value,
        p99: latency.p99.value,
        p50Relation: latency.p50.relation,
        p99Relation: latency.p99.relation,
        samples: latency.count,
      }
    : {p50: null, p99: null}

const roleJson = (metrics: RoleMetrics): unknown => ({
  role: metrics.role.name,
  podsAnswered: metrics.answered,
  podsExpected: metrics.expected,
  tokensPerSecond: metrics.tokensPerSecond ?? null,
  ttftSeconds: latencyJson(metrics.ttft),
  tpotSeconds: latencyJson(metrics.tpot),
  kvCacheRatio: metrics.kvCacheRatio ?? null,
  gpuUtilRatio: metrics.gpuUtilRatio ?? null,
  queueDepth: metrics.queueDepth ?? null,
  activeRequests: metrics.activeRequests ?? null,
  engines: metrics.engines,
  windowSeconds: metrics.window && !metrics.window.isLifetime ? metrics.window.seconds : null,
  source: metrics.window?.isLifetime ? 'since-start' : 'computed',
})
