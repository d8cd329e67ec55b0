import type {LoadReader, Top} from '../domain/load.ts'
import {type NodeRow, nodeKeys, sorted} from '../domain/rows.ts'
import {busyOfNode, gpuNotes, usageNotes, usageOf} from '../domain/sources.ts'

export interface TopNodesInput {
  readonly showGpu: boolean
  readonly sortBy: string | undefined
}

/** What nodes use; with GPUs, one question to the exporter of each node that has some. */
export async function topNodes(load: LoadReader, {showGpu, sortBy}: TopNodesInput): Promise<Top<NodeRow>> {
  const [{nodes, unreadable}, usages] = await Promise.all([load.nodes(), load.nodeUsages()])
  const withGpus = nodes.filter(({gpus}) => gpus > 0).map(({name}) => name)
  const gpus = showGpu ? await load.gpus(withGpus) : undefined
  const rows = nodes.map(({name, pods, gpus: total, usedGpus, product}): NodeRow => {
    const usage = usageOf(usages, [name])
    const busy = busyOfNode(gpus?.readings ?? [], name)
    return {
      name,
      gpus: total,
      ...(usage && {cores: usage.cores, memoryBytes: usage.bytes}),
      ...(pods !== undefined && {pods}),
      ...(usedGpus !== undefined && {used: usedGpus, free: Math.max(0, total - usedGpus)}),
      ...(busy !== undefined && {gpuUtilization: busy}),
      ...(product !== undefined && {product}),
    }
  })
  const notes = [
    ...unreadable.map((right) => `not everything is shown: you may not ${right}`),
    ...usageNotes(usages),
    ...(showGpu ? gpuNotes(gpus, withGpus.length) : []),
  ]
  return {rows: sorted(rows, sortBy, nodeKeys), notes}
}
