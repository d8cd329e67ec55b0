import type {Measurement, MetricWindow} from '@ome/engine-metrics/measure-engines'
import type {Quantile} from '@ome/engine-metrics/prometheus-histogram'
import {gpuCount} from '@ome/inference-model/deploy/placement'
import type {GpuMeasurement, ServiceMeasurements} from './measured-service.ts'

/** One value of one metric; a latency has a row per quantile. */
export interface MetricRow {
  readonly metric: string
  readonly quantile?: 'p50' | 'p95' | 'p99'
  /** Absent: it is not known, for the `reason`. */
  readonly value?: number
  /** The value is a bound: the first or the last that the engine's histogram has. */
  readonly relation?: '<' | '>'
  readonly unit: string
  readonly source: string
  /** What the value is about; 0 is now. Absent without a value. */
  readonly windowSeconds?: number
  readonly isLifetime?: true
  readonly reason?: string
}

export function metricRows(measurements: ServiceMeasurements): readonly MetricRow[] {
  const {engines, gpus, source, gpuSource} = measurements
  return [...engines.flatMap((each) => engineRows(each, source.title)), ...gpus.map((each) => gpuRow(each, gpuSource))]
}

function engineRows(measured: Measurement, source: string): readonly MetricRow[] {
  const {metric, unit} = measured
  if (measured.kind === 'missing') return [{metric, unit, source, reason: measured.reason}]
  const {seconds, isLifetime} = measured.window
  const window = {windowSeconds: seconds, ...(isLifetime && {isLifetime})}
  if (measured.kind === 'value') return [{metric, unit, source, value: measured.value, ...window}]
  return (['p50', 'p95', 'p99'] as const).map((quantile) => ({
    metric,
    quantile,
    unit,
    source,
    ...bounded(measured[quantile]),
    ...window,
  }))
}

const bounded = ({relation, value}: Quantile): Pick<MetricRow, 'value' | 'relation'> => ({
  value,
  ...(relation !== '=' && {relation}),
})

function gpuRow(measured: GpuMeasurement, source: string): MetricRow {
  const {metric, unit} = measured
  if (measured.kind === 'missing') return {metric, unit, source, reason: measured.reason}
  const {value, gpus, seconds} = measured
  return {metric, unit, value, source: `${source}, ${gpuCount(gpus)}`, windowSeconds: seconds}
}

/** As precise as such a value is: three digits, no more than three behind the point. */
export function valueText({
  value,
  relation = '=',
}: {
  readonly value?: number
  readonly relation?: Quantile['relation']
}): string {
  if (value === undefined) return 'unavailable'
  return `${relation === '=' ? '' : `${relation} `}${numberText(value)}`
}

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'unavailable'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return String(Number(value.toFixed(digits)))
}

export function windowText({seconds, isLifetime}: MetricWindow): string {
  if (seconds === 0) return 'now'
  const [size, unit] = units.find(([, , from]) => seconds >= from) ?? [1, 's']
  const text = `${Math.round((10 * seconds) / size) / 10}${unit}`
  return isLifetime ? `${text} since start` : text
}

/** A day is 24h, as it is typed. */
const units = [
  [86_400, 'd', 172_800],
  [3600, 'h', 3600],
  [60, 'm', 120],
] as const
