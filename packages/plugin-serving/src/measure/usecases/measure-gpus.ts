import {type GpuReading, meanBusy, usedMemory} from '@ome/engine-metrics/gpu-metrics'
import {enginePods, type GpuMeasurement, type Measured} from '../domain/measured-service.ts'
import type {PodScraper} from '../domain/measuring.ts'
import {isGpuMetric, type MetricName} from '../domain/metric-name.ts'

interface MeasuredGpus {
  readonly gpus: readonly GpuMeasurement[]
  readonly source: string
}

/** The GPUs that a service holds, as the exporters of its nodes see them now. */
export async function measureGpus(
  scraper: PodScraper,
  service: Measured,
  metrics: readonly MetricName[],
): Promise<MeasuredGpus> {
  const asked = metrics.filter(isGpuMetric)
  if (asked.length === 0) return {gpus: [], source: ''}
  const found = await readingsOf(scraper, service)
  const title = 'DCGM exporter'
  if (typeof found === 'string')
    return {gpus: asked.map((metric) => ({metric, unit: '%', kind: 'missing', reason: found})), source: title}
  const values = {'gpu-utilization': meanBusy(found), 'gpu-memory': usedMemory(found)}
  return {
    source: title,
    gpus: asked.map((metric) => {
      const value = values[metric]
      return value === undefined
        ? {metric, unit: '%', kind: 'missing', reason: 'the DCGM exporter does not tell it'}
        : {metric, unit: '%', kind: 'value', value, gpus: found.length, seconds: 0}
    }),
  }
}

/** The readings, or why there are none. */
async function readingsOf(scraper: PodScraper, service: Measured): Promise<readonly GpuReading[] | string> {
  const pods = enginePods(service).filter(({gpus}) => gpus > 0)
  if (pods.length === 0) return 'no running pod holds a GPU'
  const found = await scraper.gpus([...new Set(pods.flatMap(({node}) => node ?? []))])
  if (found === undefined) return 'you may not list pods of all namespaces, where the DCGM exporter is'
  if (found.asked === 0) return 'no DCGM exporter runs on its nodes'
  const names = new Set(pods.map(({name}) => name))
  const readings = found.readings.filter(
    ({namespace, pod}) => namespace === service.namespace && pod !== undefined && names.has(pod),
  )
  if (readings.length > 0) return readings
  return found.problem === undefined ? 'the DCGM exporter names no pod of it' : `the DCGM exporter: ${found.problem}`
}
