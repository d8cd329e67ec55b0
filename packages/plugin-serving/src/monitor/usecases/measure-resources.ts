import type {KaitoReport} from '@ome/kaito/kaito-report'
import {podKey, type ResourceGauges, type ResourceRow, type ResourceUse, runningPods} from '../domain/resource-use.ts'

/** What the pods of objects take now: GPUs by Prometheus, else as a pod tells itself. */
export async function measureResources(
  gauges: ResourceGauges,
  reports: readonly KaitoReport[],
  {namespace, now}: {readonly namespace: string | undefined; readonly now: () => Date},
): Promise<ResourceUse> {
  const running = runningPods(reports)
  const [series, own, usages] = await Promise.all([
    gauges.series(),
    gauges.pods(running.map(({pod}) => pod)),
    gauges.usages(namespace),
  ])
  const rows = running.map(({object, pod}): ResourceRow => {
    const key = podKey(pod)
    const told = own.get(key) ?? {}
    const usage = 'known' in usages ? usages.known.get(key) : undefined
    const gpuPercent = series?.busy.get(key) ?? told.gpuPercent
    const gpuUsedBytes = series?.usedBytes.get(key) ?? told.gpuUsedBytes
    const volumeBytes = series?.volumes.get(`${pod.namespace}/${pod.owner}`)
    return {
      namespace: pod.namespace,
      pod: pod.name,
      object,
      ...(pod.node !== undefined && {node: pod.node}),
      gpus: pod.gpus,
      ...told,
      ...(gpuPercent !== undefined && {gpuPercent}),
      ...(gpuUsedBytes !== undefined && {gpuUsedBytes}),
      ...(usage && {cores: usage.cores, memoryBytes: usage.bytes}),
      ...(volumeBytes !== undefined && {volumeBytes}),
    }
  })
  return {at: now(), rows, missing: missingSources(rows, series !== undefined, usages)}
}

function missingSources(
  rows: readonly ResourceRow[],
  hasPrometheus: boolean,
  usages: Awaited<ReturnType<ResourceGauges['usages']>>,
): readonly string[] {
  const silent = rows.filter(({gpus, gpuPercent}) => gpus > 0 && gpuPercent === undefined)
  const why = hasPrometheus
    ? 'the Prometheus found has no DCGM series of them'
    : 'there is no Prometheus with DCGM series'
  return [
    ...(silent.length > 0
      ? [`GPUs of ${silent.length} ${silent.length === 1 ? 'pod' : 'pods'} are not told: ${why}`]
      : []),
    ...('unknown' in usages ? [`CPU and memory are not told: ${usages.unknown}`] : []),
  ]
}
