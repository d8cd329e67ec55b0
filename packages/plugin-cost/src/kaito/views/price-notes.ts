import {quoteSource} from '@ome/pricing/quote'
import type {Candidate} from '../domain/candidates.ts'

/** Whose prices a table has, each source once, and whether machines may be taken back: whoever compares must know. */
export function priceNotes(candidates: readonly Candidate[]): string {
  const quotes = candidates.flatMap(({row}) => row.quote ?? [])
  const sources = new Set(quotes.map(({instanceType: _, ...quote}) => quoteSource(quote)))
  const whose = sources.size === 0 ? '' : `Prices: ${[...sources].join('; ')}. `
  const spot = quotes.some(({isSpot}) => isSpot) ? 'Spot prices: the cloud may take these machines back. ' : ''
  return `${whose}${spot}`
}
