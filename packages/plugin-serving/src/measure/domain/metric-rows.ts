import type {Measurement, MetricWindow} from '@ome/inference-model/engine-metrics'
import type {Quantile} from '@ome/inference-model/prometheus-histogram'
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
  return {metric, unit, value, source: `${source}, ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`, windowSeconds: seconds}
}

/** As precise as such a value is: three digits, no more than three behind the point. */
export function valueText({value, relation}: Pick<MetricRow, 'value' | 'relation'>): string {
  if (value === undefined) return 'unavailable'
  return `${relation === undefined ? '' : `${relation} `}${numberText(value)}`
}

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'unavailable'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return String(Number(value.toFixed(digits)))
}

export const windowText = ({seconds, isLifetime}: MetricWindow): string => {
  const long =
    seconds >= 86_400
      ? `${Math.round(seconds / 8640) / 10}d`
      : seconds >= 3600
        ? `${Math.round(seconds / 360) / 10}h`
        : seconds >= 120
          ? `${Math.round(seconds / 60)}m`
          : `${Math.round(seconds * 10) / 10}s`
  return seconds === 0 ? 'now' : isLifetime ? `${long} since start` : long
}
