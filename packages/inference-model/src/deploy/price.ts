import {type GpuPrice, gpuPrice} from '@ome/pricing/gpu-price'
import type {PriceSource} from '@ome/pricing/quote'
import type {Accelerator} from '../accelerator.ts'
import {gpuCount, type Place} from './placement.ts'

export interface HourlyPrice {
  readonly gpus: number
  /** Nodes it may run on. */
  readonly nodes: number
  /** Cheapest and dearest node it may run on; the same when there is one price. Absent when no node's price is known. */
  readonly lowest?: GpuPrice
  readonly highest?: GpuPrice
  /** Some of the nodes have no known price. */
  readonly partial: boolean
}

export interface PriceQuestion {
  readonly places: readonly Place[]
  readonly accelerators: readonly Accelerator[]
  readonly gpus: number
  /** The person's own prices. */
  readonly prices?: PriceSource | undefined
}

/** What so many GPUs cost on these nodes: the accelerator class's own cost first, then the catalogue's list price. */
export function hourlyPrice({places, accelerators, gpus, prices: own}: PriceQuestion): HourlyPrice {
  const prices = places.map(({node}) => gpuPrice(node, accelerators, own))
  const known = prices.filter((price) => price !== undefined).sort((a, b) => a.usdPerGpuHour - b.usdPerGpuHour)
  const [lowest] = known
  const highest = known.at(-1)
  return {
    gpus,
    nodes: places.length,
    ...(lowest && {lowest}),
    ...(highest && {highest}),
    partial: known.length < prices.length,
  }
}

/**
 * The price as data of a plan, for all replicas it begins with: dollars an hour of the dearest nodes, those of the
 * cheapest where they differ, and whose prices these are. Empty where some price is not known: half a sum is none.
 */
export function priceDetails({gpus, lowest, highest, partial}: HourlyPrice): Readonly<Record<string, unknown>> {
  if (!lowest || !highest || partial) return {}
  const sum = ({usdPerGpuHour}: GpuPrice): number => Number((usdPerGpuHour * gpus).toFixed(4))
  return {
    usdPerHour: sum(highest),
    ...(lowest.usdPerGpuHour === highest.usdPerGpuHour ? {} : {usdPerHourLowest: sum(lowest)}),
    priceSource: highest.source,
  }
}

/** The price as one line; an unknown price is said, never 0. */
export function priceNote(price: HourlyPrice, replicas: number): string {
  const {gpus, lowest, highest, partial} = price
  const what = `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`
  if (gpus === 0) return `price for ${what}: no GPUs used`
  if (price.nodes === 0) return `price for ${what}: unknown: no schedulable node has the model`
  if (!lowest || !highest)
    return `price for ${what}: unknown (no accelerator class states a cost and the catalogue has none for these nodes)`
  const open = partial ? '; some nodes have no known price' : ''
  const low = usd(lowest.usdPerGpuHour * gpus)
  if (lowest.usdPerGpuHour === highest.usdPerGpuHour)
    return `price for ${what}: ${low}/h (${gpuCount(gpus)} × ${usd(lowest.usdPerGpuHour)}; ${lowest.source}${open})`
  return `price for ${what}: ${low}/h to ${usd(highest.usdPerGpuHour * gpus)}/h by node (${gpuCount(gpus)} × ${usd(lowest.usdPerGpuHour)}, ${lowest.source}, to ${usd(highest.usdPerGpuHour)}, ${highest.source}${open})`
}

const usd = (value: number): string => `$${value.toFixed(2)}`
