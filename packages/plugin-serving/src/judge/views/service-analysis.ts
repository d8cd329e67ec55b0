import type {EngineMetric} from '@ome/engine-metrics/engine-vocabulary'
import type {Measurement} from '@ome/engine-metrics/measure-engines'
import {gpuCount} from '@ome/inference-model/deploy/placement'
import type {Block, Cell, FieldRow, View} from '@ome/sdk/view'
import type {GpuMetric} from '../../measure/domain/metric-name.ts'
import {numberText, valueText} from '../../measure/domain/metric-rows.ts'
import type {Analysis} from '../domain/analysis.ts'
import {gpuValueOf, levelOf, measurementOf} from '../domain/evidence.ts'

const latencies: readonly (readonly [label: string, metric: EngineMetric])[] = [
  ['time to first token', 'ttft'],
  ['between tokens', 'itl'],
  ['whole answer', 'e2e'],
  ['waiting', 'queue-time'],
]

/** Blocks as the person reads them from top to bottom: what came in, how long it took, what it cost, what went wrong. */
export const serviceAnalysis: View<Analysis> = {
  kind: 'ServiceAnalysis',
  blocks: (analysis) => [
    {type: 'text', title: headline(analysis), text: analysis.window.why, tone: 'muted'},
    {type: 'fields', title: 'Requests', rows: requests(analysis)},
    latencyBlock(analysis),
    {
      type: 'fields',
      title: 'GPU',
      rows: [gpuRow(analysis, 'busy now', 'gpu-utilization'), gpuRow(analysis, 'memory', 'gpu-memory')],
    },
    {type: 'fields', title: 'Memory', rows: memory(analysis)},
    {type: 'fields', title: 'Errors', rows: errors(analysis)},
    recommendations(analysis),
  ],
  json: toJson,
  name: ({evidence: {service}}) => `inferenceservice.ome.io/${service.name}`,
}

const headline = ({evidence: {service}, window}: Analysis): string =>
  `Performance of service ${service.name} in ${service.namespace}, ${window.text}`

function requests({evidence, window}: Analysis): readonly FieldRow[] {
  const rate = levelOf(evidence, 'requests-per-second')
  const total = rate === undefined ? undefined : rate * window.seconds
  return [
    {label: 'total', value: total === undefined ? told(evidence, 'requests-per-second') : countText(total)},
    row(evidence, 'mean', 'requests-per-second', '/s'),
    row(evidence, 'tokens out', 'tokens-per-second', '/s'),
    row(evidence, 'tokens in', 'prompt-tokens-per-second', '/s'),
    row(evidence, 'running now', 'running'),
    row(evidence, 'waiting now', 'waiting'),
  ]
}

const memory = ({evidence}: Analysis): readonly FieldRow[] => [
  row(evidence, 'KV cache now', 'kv-cache', ' %'),
  row(evidence, 'prefix cache hits', 'prefix-cache', ' %'),
  row(evidence, 'preemptions', 'preemptions-per-second', '/s'),
]

function errors({evidence}: Analysis): readonly FieldRow[] {
  const restarts = evidence.service.pods.reduce((sum, pod) => sum + pod.restarts, 0)
  return [
    share(evidence, 'given up', 'failed-per-second'),
    share(evidence, 'errors of the engine', 'server-errors-per-second'),
    {label: 'restarts', value: restarts, ...(restarts > 0 && {tone: 'warn' as const})},
  ]
}

type Evidence = Analysis['evidence']

function share(evidence: Evidence, label: string, metric: EngineMetric): FieldRow {
  const [part, all] = [levelOf(evidence, metric), levelOf(evidence, 'requests-per-second')]
  if (part === undefined || all === undefined) return {label, value: told(evidence, metric)}
  if (all === 0) return {label, value: 'no requests'}
  const percent = (100 * part) / all
  return {label, value: `${numberText(percent)} %`, ...(percent >= 1 && {tone: 'warn' as const})}
}

function row(evidence: Evidence, label: string, metric: EngineMetric, unit = ''): FieldRow {
  const value = levelOf(evidence, metric)
  return {label, value: value === undefined ? told(evidence, metric) : `${numberText(value)}${unit}`}
}

function gpuRow({evidence}: Analysis, label: string, metric: GpuMetric): FieldRow {
  const found = evidence.measured.gpus.find((each) => each.metric === metric)
  const name = found?.kind === 'value' && found.seconds > 0 ? label.replace(' now', '') : label
  if (found?.kind !== 'value') return {label: name, value: `unavailable: ${found?.reason ?? 'not asked'}`}
  return {label: name, value: `${numberText(found.value)} % of ${gpuCount(found.gpus)}`}
}

/** Why a value is missing. */
function told(evidence: Evidence, metric: EngineMetric): string {
  const found = measurementOf(evidence, metric)
  return `unavailable: ${found?.kind === 'missing' ? found.reason : 'not asked'}`
}

function latencyBlock({evidence}: Analysis): Block {
  const cells = (metric: EngineMetric): readonly Cell[] => {
    const found = measurementOf(evidence, metric)
    if (found?.kind !== 'latency') return ['-', '-', '-', '-']
    const mean = found.mean === undefined ? '-' : `${numberText(found.mean)} s`
    return [...[found.p50, found.p95, found.p99].map((each) => `${valueText(each)} s`), mean]
  }
  return {
    type: 'table',
    title: 'Latency',
    header: ['', 'P50', 'P95', 'P99', 'MEAN'],
    rows: latencies.map(([label, metric]) => [label, ...cells(metric)]),
  }
}

function recommendations({recommendations: found}: Analysis): Block {
  const lines = found.map(({finding, evidence, change}) => `${finding} (${evidence}): ${change}`)
  return {type: 'text', title: 'Recommendations', text: lines.length === 0 ? 'none' : lines.join('\n')}
}

const scales = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
] as const

function countText(count: number): string {
  const scale = scales.find(([size]) => count >= size)
  if (!scale) return String(Math.round(count))
  const [size, letter] = scale
  return `${numberText(count / (letter === 'k' ? 1000 : size))}${letter}`
}

function toJson({evidence, window, recommendations: found}: Analysis) {
  const {service, measured} = evidence
  return {
    name: service.name,
    namespace: service.namespace,
    windowSeconds: window.seconds,
    source: measured.source.title,
    sinceStart: measured.source.kind === 'pods',
    metrics: Object.fromEntries(measured.engines.map((each) => [camel(each.metric), measurementJson(each)])),
    gpu: {
      utilizationPercent: gpuValueOf(evidence, 'gpu-utilization') ?? null,
      memoryPercent: gpuValueOf(evidence, 'gpu-memory') ?? null,
    },
    restarts: service.pods.reduce((sum, pod) => sum + pod.restarts, 0),
    recommendations: found.map(({rule, finding, evidence: seen, change, effect, risk}) => ({
      rule,
      finding,
      evidence: seen,
      change,
      effect,
      risk,
    })),
  }
}

const camel = (metric: string): string => metric.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

function measurementJson(measured: Measurement) {
  const {unit} = measured
  if (measured.kind === 'missing') return {unit, value: null, reason: measured.reason}
  if (measured.kind === 'value') return {unit, value: measured.value}
  const {p50, p95, p99, mean, count} = measured
  return {unit, p50, p95, p99, mean: mean ?? null, count: Math.round(count)}
}
