import {join} from 'node:path'
import {fields, list, number, text} from '@ome/capacity/fields'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {readOwnFile} from '@ome/sdk/disk/own-file'
import type {CloudPrice} from '../cloud-prices.ts'
import type {PriceCache} from '../online-prices.ts'

/** Prices of today in a file per cloud and region. */
export const priceCache = (folder: string): PriceCache => ({
  read(provider, region, day) {
    const bytes = readOwnFile(pathOf(folder, provider, region))
    if (!bytes) return []
    const stored = fields(parsed(bytes.toString()))
    return stored['day'] === day ? list(stored['prices']).flatMap((each) => priceIn(each, provider, region)) : []
  },
  write: (provider, region, day, prices) =>
    writeAtomic(pathOf(folder, provider, region), `${JSON.stringify({day, prices})}\n`, 0o600),
})

/** A region is a person's word. */
const pathOf = (folder: string, provider: string, region: string): string =>
  join(folder, 'prices', `${encodeURIComponent(provider)}-${encodeURIComponent(region)}.json`)

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    // A broken cache is no cache: it is written again.
    return undefined
  }
}

function priceIn(value: unknown, provider: string, region: string): readonly CloudPrice[] {
  const {instanceType, usdPerHour, spotUsdPerHour} = fields(value)
  const [type, usd, spot] = [text(instanceType), number(usdPerHour), number(spotUsdPerHour)]
  if (type === undefined) return []
  return [
    {
      provider,
      region,
      instanceType: type,
      ...(usd !== undefined && {usdPerHour: usd}),
      ...(spot !== undefined && {spotUsdPerHour: spot}),
    },
  ]
}
