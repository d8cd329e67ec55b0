import type {LoadReader, Top} from '../domain/load.ts'
import {type PodRow, podKeys, sorted} from '../domain/rows.ts'
import {busyOfPods, gpuNotes, usageNotes, usageOf} from '../domain/sources.ts'

export interface TopPodsInput {
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  readonly showGpu: boolean
  readonly sortBy: string | undefined
}

/** What pods use; with GPUs, one question to the exporter of each node where one of them holds some. */
export async function topPods(load: LoadReader, {namespace, showGpu, sortBy}: TopPodsInput): Promise<Top<PodRow>> {
  const [pods, usages] = await Promise.all([load.pods(namespace), load.podUsages(namespace)])
  const nodes = [...new Set(pods.flatMap(({gpus, node}) => (gpus > 0 && node !== undefined ? [node] : [])))]
  const gpus = showGpu ? await load.gpus(nodes) : undefined
  const rows = pods.map((pod): PodRow => {
    const key = `${pod.namespace}/${pod.name}`
    const usage = usageOf(usages, [key])
    const busy = busyOfPods(gpus?.readings ?? [], new Set([key]))
    return {
      ...pod,
      ...(usage && {cores: usage.cores, memoryBytes: usage.bytes}),
      ...(busy !== undefined && {gpuUtilization: busy}),
    }
  })
  const notes = [...usageNotes(usages), ...(showGpu ? gpuNotes(gpus, nodes.length) : [])]
  return {rows: sorted(rows, sortBy, podKeys), notes}
}
