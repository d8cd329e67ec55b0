import {instancePrice, priceSource} from '@ome/capacity/prices'
import type {Accelerator} from './accelerator.ts'
import type {Node} from './node.ts'

export interface GpuPrice {
  readonly usdPerGpuHour: number
  /** Whose price: an accelerator class, or the catalogue's row with its date. */
  readonly source: string
}

/** What a GPU of a node costs: the accelerator class's own cost first, then the catalogue's list price. */
export function gpuPrice(node: Node, accelerators: readonly Accelerator[]): GpuPrice | undefined {
  const owner = accelerators.find((each) => each.nodes.includes(node.name))
  const cost = node.spot ? (owner?.spotCostPerHour ?? owner?.costPerHour) : owner?.costPerHour
  if (owner && cost !== undefined) return {usdPerGpuHour: cost, source: `accelerator class ${owner.name}`}
  if (node.instanceType === undefined || node.spot) return undefined
  const price = instancePrice({
    instanceType: node.instanceType,
    ...(node.provider !== undefined && {provider: node.provider}),
    ...(node.region !== undefined && {region: node.region}),
  })
  if (price?.usdPerGpuHour === undefined) return undefined
  return {usdPerGpuHour: price.usdPerGpuHour, source: `${node.instanceType} list price, ${priceSource(price)}`}
}
