import type {NodeUse} from '../../domain/fleet.ts'
import type {LoadReader, Top} from '../domain/load.ts'
import {busyOfNode, gpuNotes} from '../domain/sources.ts'

/** Machines with how busy their accelerators are, as the exporter of each tells. */
export async function withUtilization(load: LoadReader, uses: readonly NodeUse[]): Promise<Top<NodeUse>> {
  const gpus = await load.gpus(uses.map(({node}) => node))
  const rows = uses.map((use) => {
    const busy = busyOfNode(gpus?.readings ?? [], use.node)
    return busy === undefined ? use : {...use, gpuUtilization: busy}
  })
  return {rows, notes: gpuNotes(gpus, uses.length)}
}
