import {cataloguePrices} from './catalogue-quote.ts'
import {type ClassPrice, classPrices} from './class-prices.ts'
import {type PriceBook, priceBook} from './price-book.ts'
import {type PricedMachine, quoteSource} from './quote.ts'

export interface GpuPrice {
  readonly usdPerGpuHour: number
  /** Whose price: an accelerator class, or the catalogue's row with its date. */
  readonly source: string
}

/** What one GPU of a machine costs, by a book. */
export function gpuPriceIn(book: PriceBook, machine: PricedMachine): GpuPrice | undefined {
  const quote = book.quote(machine)
  return quote && {usdPerGpuHour: quote.usdPerHour / quote.gpus, source: quoteSource(quote)}
}

/** What a GPU of a node costs: the accelerator class's own cost first, then the catalogue's list price. */
export const gpuPrice = (machine: PricedMachine, accelerators: readonly ClassPrice[]): GpuPrice | undefined =>
  gpuPriceIn(priceBook([classPrices(accelerators), cataloguePrices]), machine)
