import {
  gpuQueries,
  measured,
  namesQuery,
  oldestQuery,
  queriesFor,
  type RangeSelector,
} from '@ome/engine-metrics/engine-promql'
import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import {isOmeError} from '@ome/sdk/errors'
import {type GpuMeasurement, type Measured, podPattern, type ServiceMeasurements} from '../domain/measured-service.ts'
import type {MeasureInput, Measuring, ReadService} from '../domain/measuring.ts'
import {engineMetricsOf, isGpuMetric, type MetricName} from '../domain/metric-name.ts'
import {measureGpus} from './measure-gpus.ts'

/** A Prometheus that has series of a service's engines. */
export interface History {
  readonly prometheus: Prometheus
  readonly names: readonly string[]
  readonly selector: RangeSelector
}

/** At least four scrapes of the usual interval; rates over less are chance. */
const usualSeconds = 300

/** The history of a service, or a word on why a Prometheus that is there cannot tell it. */
export async function openHistory(
  {prometheus: finder, now}: Measuring,
  service: Measured,
  {metrics, sinceMs}: Pick<MeasureInput, 'metrics' | 'sinceMs'>,
): Promise<{readonly history?: History; readonly note?: string}> {
  if (engineMetricsOf(metrics).length === 0 && sinceMs === undefined) return {}
  const prometheus = await finder.find()
  if (!prometheus) return {}
  const {namespace} = service
  const seconds = sinceMs === undefined ? usualSeconds : Math.max(60, Math.round(sinceMs / 1000))
  const selector = {namespace, pods: podPattern(service), seconds}
  try {
    const found = await prometheus.query(namesQuery(selector))
    const names = found.flatMap(({labels}) => labels['__name__'] ?? [])
    const gauge = names.find((name) => /running|current_size|inflight/.test(name)) ?? names[0]
    if (gauge === undefined)
      return {
        note: `${prometheus.title} has no series of ${service.noun ?? 'service'} "${service.name}": its pods are asked`,
      }
    const [oldest] = sinceMs === undefined ? [] : await prometheus.query(oldestQuery(gauge, selector))
    const known = oldest ? Math.round(now().getTime() / 1000 - oldest.value) : seconds
    return {history: {prometheus, names, selector: {...selector, seconds: Math.max(60, Math.min(seconds, known))}}}
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    return {note: `${error.message}: the pods are asked`}
  }
}

/** What a Prometheus tells of a service, again after every interval. */
export async function* measureHistory(
  ports: Measuring,
  history: History,
  readService: ReadService,
  {metrics, intervalMs}: MeasureInput,
): AsyncGenerator<ServiceMeasurements> {
  for (;;) {
    const service = await readService()
    const [engines, {gpus, source}] = await Promise.all([
      enginesFrom(history, metrics),
      gpusFrom(history, ports, service, metrics),
    ])
    yield {
      at: ports.now(),
      service: {name: service.name, namespace: service.namespace},
      engines,
      gpus,
      source: {kind: 'prometheus', title: history.prometheus.title},
      gpuSource: source,
      notes: [],
    }
    await ports.pause(intervalMs)
  }
}

async function enginesFrom({prometheus, names, selector}: History, metrics: readonly MetricName[]) {
  const asked = engineMetricsOf(metrics)
  const answers = await Promise.all(
    queriesFor(names, asked, selector).map(async (query) => ({
      query,
      series: await prometheus.query(query.expression),
    })),
  )
  return asked.map((metric) => measured(metric, answers, {names, seconds: selector.seconds}))
}

/** A Prometheus without series of GPUs leaves it to the exporters. */
async function gpusFrom(
  {prometheus, selector}: History,
  {scraper}: Measuring,
  service: Measured,
  metrics: readonly MetricName[],
) {
  const asked = metrics.filter(isGpuMetric)
  const queries = gpuQueries(selector)
  const [count] = asked.length === 0 ? [] : await prometheus.query(queries.count)
  if (!count || !(count.value > 0)) return await measureGpus(scraper, service, metrics)
  const gpus = await Promise.all(
    asked.map(async (metric): Promise<GpuMeasurement> => {
      const isMemory = metric === 'gpu-memory'
      const [found] = await prometheus.query(isMemory ? queries.memory : queries.utilization)
      if (!found || !Number.isFinite(found.value))
        return {metric, unit: '%', kind: 'missing', reason: `${prometheus.title} does not tell it`}
      const seconds = isMemory ? 0 : selector.seconds
      return {metric, unit: '%', kind: 'value', value: found.value, gpus: count.value, seconds}
    }),
  )
  return {gpus, source: prometheus.title}
}
