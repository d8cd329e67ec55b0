import type {ExportedGpus} from '@ome/engine-metrics/gpu-exporters'
import type {GpuReading} from '@ome/engine-metrics/gpu-metrics'
import {meanBusy} from '@ome/engine-metrics/gpu-metrics'
import type {Usage, Usages} from '@ome/engine-metrics/resource-usage'
import {isScrape, type Scraped} from '@ome/engine-metrics/scrape-pods'

export const usageOf = (usages: Usages, keys: readonly string[]): Usage | undefined => {
  if (!('known' in usages)) return undefined
  const found = keys.flatMap((key) => usages.known.get(key) ?? [])
  // A pod younger than one window is not in the list yet.
  if (found.length === 0) return undefined
  return found.reduce((sum, {cores, bytes}) => ({cores: sum.cores + cores, bytes: sum.bytes + bytes}))
}

/** The share of time of the GPUs of some pods, `namespace/name`. */
export const busyOfPods = (readings: readonly GpuReading[], pods: ReadonlySet<string>): number | undefined =>
  meanBusy(readings.filter(({namespace, pod}) => pods.has(`${namespace}/${pod}`)))

export const busyOfNode = (readings: readonly GpuReading[], name: string): number | undefined =>
  meanBusy(readings.filter(({node}) => node === name))

/** Lines for sources that are missing, or told less than they should. */
export const usageNotes = (usages: Usages): readonly string[] =>
  'unknown' in usages ? [`CPU and MEMORY are not known: ${usages.unknown}`] : []

export function gpuNotes(found: ExportedGpus | undefined, nodes: number): readonly string[] {
  if (nodes === 0) return []
  if (found === undefined)
    return ['GPU-UTIL is not known: you may not list pods of all namespaces, where the DCGM exporter is']
  if (found.asked === 0) return ['GPU-UTIL is not known: no DCGM exporter runs on the nodes']
  if (found.problem === undefined) return []
  return [`GPU-UTIL: ${found.answered} of ${found.asked} DCGM exporters answered: ${found.problem}`]
}

export function engineNotes(scraped: readonly Scraped[]): readonly string[] {
  const failed = scraped.flatMap(({answer}) => (isScrape(answer) ? [] : [answer]))
  const [first] = failed
  if (!first) return []
  const answered = scraped.length - failed.length
  return [`KV-CACHE, RUNNING, WAITING: ${answered} of ${scraped.length} engines answered: ${first.reason}`]
}
