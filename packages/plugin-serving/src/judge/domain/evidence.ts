import type {EngineMetric} from '@ome/engine-metrics/engine-vocabulary'
import type {Measurement, MetricWindow} from '@ome/engine-metrics/measure-engines'
import type {Quantile} from '@ome/engine-metrics/prometheus-histogram'
import type {Usages} from '@ome/engine-metrics/resource-usage'
import type {Service} from '@ome/inference-model/service'
import type {ComponentStatus} from '@ome/inference-model/service-component'
import type {ServiceMeasurements} from '../../measure/domain/measured-service.ts'
import type {GpuMetric} from '../../measure/domain/metric-name.ts'

/** Everything that rules look at. */
export interface Evidence {
  readonly service: Service
  readonly measured: ServiceMeasurements
  /** The same of the replicas that run now alone, where others ran in that time; `young`: they began a moment ago. */
  readonly ofPresent?: ServiceMeasurements | 'young'
  /** Of its pods. */
  readonly usages: Usages
  /** How many more replicas find free GPUs now; absent where that cannot be known. */
  readonly room?: number
  /** What a pod can have at most on the machines its engines are on: the smallest of these; absent where they may not be read. */
  readonly machineBytes?: number
}

export const measurementOf = ({measured}: Pick<Evidence, 'measured'>, metric: EngineMetric): Measurement | undefined =>
  measured.engines.find((each) => each.metric === metric)

export function levelOf(evidence: Evidence, metric: EngineMetric): number | undefined {
  const found = measurementOf(evidence, metric)
  return found?.kind === 'value' ? found.value : undefined
}

export function quantileOf(
  evidence: Evidence,
  metric: EngineMetric,
  quantile: 'p50' | 'p95' | 'p99',
): Quantile | undefined {
  const found = measurementOf(evidence, metric)
  return found?.kind === 'latency' ? found[quantile] : undefined
}

export function gpuValueOf({measured}: Evidence, metric: GpuMetric): number | undefined {
  const found = measured.gpus.find((each) => each.metric === metric)
  return found?.kind === 'value' ? found.value : undefined
}

/** Less than this is measured of replicas in no time. */
const youngMs = 5 * 60_000

/**
 * How long its oldest replica has been there, where the measured time is longer: what it tells is also of replicas that are
 * gone, and these may have been others. `young`: too short to be measured.
 */
export function presentSpan(
  {service: {pods}, measured}: Pick<Evidence, 'service' | 'measured'>,
  nowMs: number,
): number | 'young' | undefined {
  const made = pods
    .filter(({component, terminating}) => component !== 'router' && !terminating)
    .map(({createdAt}) => Date.parse(createdAt ?? ''))
  const ageMs = nowMs - Math.min(...made)
  if (measured.source.kind !== 'prometheus' || !Number.isFinite(ageMs)) return undefined
  if (windowOf(measured).seconds * 1000 <= ageMs + 60_000) return undefined
  return ageMs < youngMs ? 'young' : Math.floor(ageMs / 60_000) * 60_000
}

/** The component whose replicas carry the load. */
export const engineOf = ({service}: Pick<Evidence, 'service'>): ComponentStatus | undefined =>
  service.components.find(({name}) => name === 'engine' || name === 'predictor')

/** The time that rates and latencies are about: the longest of their windows. */
export function windowOf({engines}: ServiceMeasurements): MetricWindow {
  const windows = engines.flatMap((each) => (each.kind === 'missing' ? [] : [each.window]))
  return windows.reduce((longest, each) => (each.seconds > longest.seconds ? each : longest), {seconds: 0})
}
