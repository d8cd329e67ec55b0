import {at, text} from '@ome/capacity/fields'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {type GpuReading, gpuReadings} from './gpu-metrics.ts'
import {exporterEndpoint, isGpuExporter, type MetricsEndpoint} from './metrics-endpoint.ts'
import {isScrape, type ScrapeOptions, scrapePods} from './scrape-pods.ts'

/** The exporter of GPU metrics of one node. */
export interface GpuExporter {
  readonly node: string
  readonly endpoint: MetricsEndpoint
}

/** What exporters said, and why those that said nothing did not. */
export interface ExportedGpus {
  readonly readings: readonly GpuReading[]
  readonly asked: number
  readonly answered: number
  readonly problem?: string
}

const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', namespaced: true}
/** As the GPU operator and the exporter's own chart label it. */
const selectors = ['app in (nvidia-dcgm-exporter,dcgm-exporter)', 'app.kubernetes.io/name=dcgm-exporter']

/** The exporter that a pod is; undefined for other pods and those that do not run. */
export function toGpuExporter(pod: KubeObject): GpuExporter | undefined {
  const node = text(at(pod, 'spec', 'nodeName'))
  const runs = at(pod, 'status', 'phase') === 'Running'
  return node === undefined || !runs || !isGpuExporter(pod) ? undefined : {node, endpoint: exporterEndpoint(pod)}
}

/** The exporters of nodes; undefined when this person may not look for them in all namespaces. */
export async function findGpuExporters(
  kube: KubeClient,
  nodes: readonly string[],
): Promise<readonly GpuExporter[] | undefined> {
  if (nodes.length === 0) return []
  for (const labelSelector of selectors) {
    const found = await listed(kube, labelSelector)
    if (found === undefined) return undefined
    const here = found.flatMap((pod) => toGpuExporter(pod) ?? []).filter(({node}) => nodes.includes(node))
    if (here.length > 0) return here
  }
  return []
}

async function listed(kube: KubeClient, labelSelector: string): Promise<readonly KubeObject[] | undefined> {
  try {
    return await kube.list(pods, {labelSelector})
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}

/** The GPUs that exporters see. */
export async function scrapeGpus(
  kube: KubeClient,
  exporters: readonly GpuExporter[],
  options: ScrapeOptions,
): Promise<ExportedGpus> {
  const endpoints = exporters.map(({endpoint}) => endpoint)
  const scraped = await scrapePods(kube, endpoints, options)
  const readings = scraped.map(({answer}, index) =>
    // What the exporter calls its host may be the name of its own pod.
    isScrape(answer)
      ? gpuReadings(answer.exposition).map((gpu) => ({...gpu, node: exporters[index]?.node ?? ''}))
      : undefined,
  )
  const answered = readings.filter((each) => each !== undefined)
  const failed = scraped.map(({answer}) => answer).find((answer) => !isScrape(answer))
  return {
    readings: answered.flat(),
    asked: exporters.length,
    answered: answered.length,
    ...(failed && !isScrape(failed) && {problem: failed.reason}),
  }
}
