import {quoteSource} from '@ome/pricing/quote'
import type {Candidate} from '../domain/candidates.ts'
import {placeText} from '../domain/place.ts'

/** Whose prices a table has, each source once, and whether machines may be taken back: whoever compares must know. */
export function priceNotes(candidates: readonly Candidate[]): string {
  const quotes = candidates.flatMap(({row}) => row.quote ?? [])
  const sources = new Set(quotes.map(({instanceType: _, ...quote}) => quoteSource(quote)))
  const whose = sources.size === 0 ? '' : `Prices: ${[...sources].join('; ')}. `
  const spot = quotes.some(({isSpot}) => isSpot) ? 'Spot prices: the cloud may take these machines back. ' : ''
  const places = new Set(candidates.map(({place, cloud}) => placeText(place, cloud)))
  const where = places.size === 0 ? '' : `Region: ${[...places].join('; ')}. `
  return `${whose}${where}${spot}`
}
