import type {GpuPrice} from '@ome/pricing/gpu-price'

/** What so many GPUs cost an hour. Without prices it is not known, which is never 0. */
export interface TrainPrice {
  readonly gpus: number
  /** Of the cheapest and the dearest node it may run on; the same where there is one price. */
  readonly lowest?: GpuPrice
  readonly highest?: GpuPrice
  /** Why nothing is known, or why not all. */
  readonly gap?: string
}

/** The line that tells it. */
export function priceText({gpus, lowest, highest, gap}: TrainPrice): string {
  if (gpus === 0) return 'price: it asks for no GPUs'
  if (!lowest || !highest) return `price: not known${gap ? `: ${gap}` : ''}; say what a GPU costs an hour: --price USD`
  const rest = gap ? `; ${gap}` : ''
  const low = usd(lowest.usdPerGpuHour * gpus)
  const count = `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`
  if (lowest.usdPerGpuHour === highest.usdPerGpuHour)
    return `price: ${low} an hour (${count} at ${usd(lowest.usdPerGpuHour)}; ${lowest.source}${rest})`
  return `price: ${low} to ${usd(highest.usdPerGpuHour * gpus)} an hour by node (${count} at ${usd(lowest.usdPerGpuHour)}, ${lowest.source}, to ${usd(highest.usdPerGpuHour)}, ${highest.source}${rest})`
}

const usd = (value: number): string => `$${value.toFixed(2)}`
