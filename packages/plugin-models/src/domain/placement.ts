import {acceleratorOf} from '@ome/capacity/accelerators'
import {type Fit, type FitInput, gpusNeeded} from '@ome/capacity/memory'
import {freeOn} from '@ome/inference-model/accelerator'
import type {Node} from '@ome/inference-model/node'

/** Nodes and what runs on them; absent when they may not be read. */
export interface Machines {
  readonly nodes: readonly Node[]
  readonly used: ReadonlyMap<string, number>
}

/** Where a model would run best: fewest GPUs, then smallest memory. `free`: the GPUs are free right now. */
export interface Placement {
  readonly product: string
  readonly fit: Fit
  readonly free: boolean
}

/** The smallest placement of a model on the nodes of a cluster; undefined when it fits on none. */
export function placementOn(
  machines: Machines,
  model: Omit<FitInput, 'gpuMemoryBytes' | 'gpusPerNode'>,
): Placement | undefined {
  const groups = Map.groupBy(
    machines.nodes.filter(({gpus}) => gpus > 0),
    ({product}) => product ?? 'GPU',
  )
  const placements = [...groups].flatMap(([product, nodes]) => {
    const memory = gpuMemoryBytes(nodes)
    if (memory === undefined) return []
    const gpusPerNode = Math.max(...nodes.map(({gpus}) => gpus))
    const fit = gpusNeeded({...model, gpuMemoryBytes: memory, gpusPerNode})
    if (!fit || fit.nodes > nodes.length) return []
    const roomy = nodes.filter((node) => freeOn(node, machines.used) >= fit.tensorParallel)
    return [{product, fit, free: roomy.length >= fit.nodes, memory}]
  })
  const order = placements.sort(
    (left, right) =>
      Number(right.free) - Number(left.free) || left.fit.gpus - right.fit.gpus || left.memory - right.memory,
  )
  const [best] = order
  return best && {product: best.product, fit: best.fit, free: best.free}
}

/** Memory of one GPU of a group: the nodes' label, else the accelerator table by product. */
export function gpuMemoryBytes(nodes: readonly Node[]): number | undefined {
  const stated = nodes.map((node) => node.gpuMemoryBytes).find((bytes) => bytes !== undefined)
  if (stated !== undefined) return stated
  const product = nodes.map((node) => node.product).find((name) => name !== undefined)
  const spec = product === undefined ? undefined : acceleratorOf(product)
  return spec && spec.memoryGiB * 2 ** 30
}

/** The short name of a product for tables: `H100-SXM` for `NVIDIA-H100-80GB-HBM3`. */
export const gpuName = (product: string): string => acceleratorOf(product)?.model ?? product

/** Whether pods of `gpusPerPod` GPUs find a node: `free` now, `busy` later, `no` never, `unknown` without nodes. */
export type Room = 'free' | 'busy' | 'no' | 'unknown'

export interface RoomQuestion {
  readonly gpusPerPod: number
  readonly pods: number
  /** Weights of the model, to be held by all GPUs of a replica. */
  readonly weightBytes?: number
  readonly gpus: number
}

export interface RoomAnswer {
  readonly room: Room
  readonly reason?: string
}

/** Looks for a group of equal nodes with room for one replica. */
export function roomFor(machines: Machines | undefined, question: RoomQuestion): RoomAnswer {
  if (!machines) return {room: 'unknown'}
  if (question.gpusPerPod === 0) return {room: 'free'}
  const large = machines.nodes.filter(({gpus}) => gpus >= question.gpusPerPod)
  if (large.length === 0) return {room: 'no', reason: `no node has ${question.gpusPerPod} GPUs`}
  const strong = large.filter((node) => holds(node, question))
  if (strong.length === 0) return {room: 'no', reason: tooSmall(large, question)}
  const places = strong.reduce((sum, node) => sum + Math.floor(freeOn(node, machines.used) / question.gpusPerPod), 0)
  if (places >= question.pods) return {room: 'free'}
  return {room: 'busy', reason: `${question.pods} x ${question.gpusPerPod} GPUs are not free on one node each now`}
}

function holds(node: Node, {weightBytes, gpus}: RoomQuestion): boolean {
  const memory = gpuMemoryBytes([node])
  return weightBytes === undefined || memory === undefined || weightBytes <= memory * gpus
}

function tooSmall(nodes: readonly Node[], {weightBytes = 0, gpus}: RoomQuestion): string {
  const largest = Math.max(...nodes.map((node) => gpuMemoryBytes([node]) ?? 0))
  const gib = (bytes: number): number => Math.round(bytes / 2 ** 30)
  return `${gib(weightBytes)} GiB of weights do not fit in ${gpus} x ${gib(largest)} GiB`
}
