import {cataloguePrices} from './catalogue-quote.ts'
import {type ClassPrice, classPrices} from './class-prices.ts'
import {type PriceBook, priceBook} from './price-book.ts'
import {type PricedMachine, type PriceSource, quoteSource} from './quote.ts'

export interface GpuPrice {
  readonly usdPerGpuHour: number
  /** Whose price: an accelerator class, a file, or the catalogue's row with its date. */
  readonly source: string
}

/** What one GPU of a machine costs, by a book. */
export function gpuPriceIn(book: PriceBook, machine: PricedMachine): GpuPrice | undefined {
  const quote = book.quote(machine)
  return quote && {usdPerGpuHour: quote.usdPerHour / quote.gpus, source: quoteSource(quote)}
}

/** What a GPU of a node costs: the accelerator class's own cost first, then the person's own prices, then the list price. */
export const gpuPrice = (
  machine: PricedMachine,
  accelerators: readonly ClassPrice[],
  own?: PriceSource,
): GpuPrice | undefined =>
  gpuPriceIn(priceBook([classPrices(accelerators), ...(own ? [own] : []), cataloguePrices]), machine)
