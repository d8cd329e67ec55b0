import {type PricedMachine, type PriceSource, priceKinds, type Quote} from './quote.ts'

/** Where prices are looked up: the sources that there are, in the order of {@link priceKinds}. */
export interface PriceBook {
  quote(machine: PricedMachine): Quote | undefined
}

/** The first source that knows a machine's price answers for it. */
export function priceBook(sources: readonly PriceSource[]): PriceBook {
  const ordered = [...sources].sort((left, right) => priceKinds.indexOf(left.kind) - priceKinds.indexOf(right.kind))
  return {
    quote(machine) {
      for (const source of ordered) {
        const quote = source.quote(machine)
        if (quote) return quote
      }
      return undefined
    },
  }
}
