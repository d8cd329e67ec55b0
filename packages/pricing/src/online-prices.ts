import {isOmeError} from '@ome/sdk/errors'
import {type CloudPrice, type CloudPriceList, soldMachine, statedPrices} from './cloud-prices.ts'
import type {PricedMachine, PriceSource} from './quote.ts'

/** Prices of a day that were asked for before. */
export interface PriceCache {
  read(provider: string, region: string, day: string): readonly CloudPrice[]
  write(provider: string, region: string, day: string, prices: readonly CloudPrice[]): void
}

export interface OnlinePorts {
  readonly lists: readonly CloudPriceList[]
  readonly cache: PriceCache
  /** Today, `2026-11-21`. */
  readonly day: string
  readonly note: (text: string) => void
}

/**
 * What the clouds say today of these machines, one question per cloud and region; a type that was asked for today is
 * not asked for again. A cloud that does not answer is noted, and other sources state the price.
 */
export async function onlinePrices(machines: readonly PricedMachine[], ports: OnlinePorts): Promise<PriceSource> {
  const sold = machines.flatMap((machine) => soldMachine(machine) ?? [])
  const groups = [...Map.groupBy(sold, ({provider, region}) => `${provider} ${region}`).values()]
  const stated = await Promise.all(
    groups.map(async ([first, ...rest]) => {
      if (!first) return []
      const types = [...new Set([first, ...rest].map(({instanceType}) => instanceType))]
      return await pricesOf(first, types, ports)
    }),
  )
  return statedPrices(stated.flat())
}

async function pricesOf(
  {provider, region}: {readonly provider: string; readonly region: string},
  types: readonly string[],
  {lists, cache, day, note}: OnlinePorts,
) {
  const list = lists.find((each) => each.provider === provider)
  if (!list) {
    note(`${provider} publishes no prices without a key: others are used for its machines`)
    return []
  }
  const known = cache.read(provider, region, day)
  const missing = types.filter((type) => !known.some(({instanceType}) => instanceType === type))
  const fresh = missing.length === 0 ? [] : await asked(list, region, missing, note)
  if (fresh.length > 0) cache.write(provider, region, day, [...known, ...fresh])
  return [...known, ...fresh].map((price) => ({...price, source: list.title, date: day}))
}

async function asked(
  list: CloudPriceList,
  region: string,
  types: readonly string[],
  note: (text: string) => void,
): Promise<readonly CloudPrice[]> {
  if (list.warning !== undefined) note(`${list.title}: ${list.warning}`)
  try {
    return await list.prices(region, types)
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    note(`${list.title}: ${error.message}: other prices are used`)
    return []
  }
}
