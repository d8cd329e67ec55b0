import type {Accelerator} from '@ome/inference-model/accelerator'
import {freeOn} from '@ome/inference-model/accelerator'
import type {Node} from '@ome/inference-model/node'

/** A pod that holds accelerators. */
export interface GpuPod {
  readonly name: string
  readonly namespace: string
  readonly node: string
  readonly gpus: number
  /** The InferenceService it belongs to. */
  readonly service?: string
}

/** The machines of a cluster and what runs on them. `unreadable` names the rights that are missing. */
export interface Fleet {
  readonly nodes: readonly Node[]
  readonly pods: readonly GpuPod[]
  readonly accelerators: readonly Accelerator[]
  readonly unreadable: readonly string[]
}

export interface FleetReader {
  read(): Promise<Fleet>
}

/** Accelerators of one machine. */
export interface NodeUse {
  /** Of the accelerator: its class, else the product of the node. */
  readonly accelerator: string
  readonly node: string
  readonly total: number
  readonly used: number
  /** None on a node that takes no pods, whatever is idle on it. */
  readonly free: number
  readonly schedulable: boolean
  readonly pods: readonly GpuPod[]
  readonly services: readonly string[]
  /** Mean share of time in which its accelerators ran something, 0–100. */
  readonly gpuUtilization?: number
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

/** Each machine with accelerators, by accelerator and name. */
export function nodeUses({nodes, pods, accelerators}: Fleet): readonly NodeUse[] {
  const byNode = Map.groupBy(pods, ({node}) => node)
  const used = new Map([...byNode].map(([node, on]) => [node, sum(on.map(({gpus}) => gpus))]))
  return nodes
    .filter(({gpus}) => gpus > 0)
    .map((node) => {
      const on = byNode.get(node.name) ?? []
      return {
        accelerator: accelerators.find((each) => each.nodes.includes(node.name))?.name ?? node.product ?? 'unknown',
        node: node.name,
        total: node.gpus,
        used: used.get(node.name) ?? 0,
        free: freeOn(node, used),
        schedulable: node.schedulable,
        pods: on,
        services: [
          ...new Set(on.flatMap(({service, namespace}) => (service ? [`${namespace}/${service}`] : []))),
        ].sort(),
      }
    })
    .sort((a, b) => compare(a.accelerator, b.accelerator) || compare(a.node, b.node))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What is left of one product. */
export interface ProductCapacity {
  readonly product: string
  readonly nodes: number
  readonly gpus: number
  readonly requested: number
  readonly free: number
  /** Most accelerators free on one node: a pod cannot have more. */
  readonly largestBlock: number
  /** Accelerators of the largest node. */
  readonly largestNode: number
  /** How many more pods of so many accelerators find a node. */
  readonly fits?: number
}

/** Capacity by product, with how many pods of `gpusPerPod` accelerators would still find a node. */
export function productCapacities(fleet: Fleet, gpusPerPod?: number): readonly ProductCapacity[] {
  const products = new Map(fleet.nodes.map(({name, product}) => [name, product ?? 'unknown']))
  const groups = Map.groupBy(nodeUses(fleet), ({node}) => products.get(node) ?? 'unknown')
  return [...groups]
    .map(([product, uses]) => ({
      product,
      nodes: uses.length,
      gpus: sum(uses.map(({total}) => total)),
      requested: sum(uses.map(({used}) => used)),
      free: sum(uses.map(({free}) => free)),
      largestBlock: Math.max(0, ...uses.map(({free}) => free)),
      largestNode: Math.max(0, ...uses.map(({total}) => total)),
      ...(gpusPerPod === undefined || gpusPerPod === 0
        ? {}
        : {fits: sum(uses.map(({free}) => Math.floor(free / gpusPerPod)))}),
    }))
    .sort((a, b) => compare(a.product, b.product))
}

/** What keeps free accelerators from being used together, in a sentence; undefined where nothing does. */
export function fragmentation(capacities: readonly ProductCapacity[]): string | undefined {
  const scattered = capacities.filter(
    ({free, largestBlock, largestNode}) => free > largestBlock && largestBlock > 0 && largestBlock < largestNode,
  )
  if (scattered.length === 0) return undefined
  return scattered
    .map(({product, free, largestBlock}) => `${free} ${product} are free, at most ${largestBlock} of them on one node`)
    .join('; ')
}
