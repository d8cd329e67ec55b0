import {fields, list, number, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {HttpClient} from '@ome/sdk/http'
import type {CloudPrice, CloudPriceList} from '../cloud-prices.ts'

export const azureAddress = 'https://prices.azure.com'

const timeoutMs = 20_000
/** A page has up to 1000 items, a type in a region some ten. */
const mostPages = 10

/** Azure Retail Prices API, of the public cloud; needs no key. */
export const azurePriceList = (http: HttpClient, address = azureAddress): CloudPriceList => ({
  provider: 'azure',
  title: 'Azure Retail Prices API',
  async prices(region, instanceTypes) {
    const items: unknown[] = []
    let next: string | undefined = firstPage(address, region, instanceTypes)
    for (let page = 0; next !== undefined; page += 1) {
      if (page === mostPages) throw new OmeError('failed', `${address} sends more than ${mostPages} pages of prices`)
      const answer = fields(await http.json(next, {timeoutMs}))
      if (!Array.isArray(answer['Items']))
        throw new OmeError('failed', `${address} does not answer as the Azure Retail Prices API does`)
      items.push(...list(answer['Items']))
      next = samePlace(address, text(answer['NextPageLink']))
    }
    return instanceTypes.flatMap((instanceType) => priceOf(items, instanceType, region) ?? [])
  },
})

function firstPage(address: string, region: string, instanceTypes: readonly string[]): string {
  const types = instanceTypes.map((type) => `armSkuName eq ${quoted(type)}`).join(' or ')
  const filter = `serviceName eq 'Virtual Machines' and armRegionName eq ${quoted(region)} and priceType eq 'Consumption' and (${types})`
  const url = new URL('/api/retail/prices', address)
  url.searchParams.set('api-version', '2023-01-01-preview')
  url.searchParams.set('currencyCode', "'USD'")
  url.searchParams.set('$filter', filter)
  return url.href
}

/** The next page as the address that was asked for reaches it: an answer does not say where to go. */
function samePlace(address: string, link: string | undefined): string | undefined {
  if (link === undefined || link === '' || !URL.canParse(link)) return undefined
  const {pathname, search} = new URL(link)
  return new URL(pathname + search, address).href
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`

function priceOf(items: readonly unknown[], instanceType: string, region: string): CloudPrice | undefined {
  const own = items.map(fields).filter((item) => item['armSkuName'] === instanceType && isLinuxHour(item))
  const cheapest = (spot: boolean): number | undefined => {
    const found = own.filter((item) => isSpot(item) === spot).flatMap((item) => number(item['retailPrice']) ?? [])
    return found.length === 0 ? undefined : Math.min(...found)
  }
  const [usdPerHour, spotUsdPerHour] = [cheapest(false), cheapest(true)]
  if (usdPerHour === undefined && spotUsdPerHour === undefined) return undefined
  return {
    provider: 'azure',
    instanceType,
    region,
    ...(usdPerHour !== undefined && {usdPerHour}),
    ...(spotUsdPerHour !== undefined && {spotUsdPerHour}),
  }
}

type Fields = Readonly<Record<string, unknown>>

const words = (item: Fields, ...keys: readonly string[]): string => keys.map((key) => text(item[key]) ?? '').join(' ')

/** One size is sold under several products; only plain Linux machines by the hour count. */
const isLinuxHour = (item: Fields): boolean =>
  item['type'] === 'Consumption' &&
  item['currencyCode'] === 'USD' &&
  item['unitOfMeasure'] === '1 Hour' &&
  (number(item['retailPrice']) ?? 0) > 0 &&
  !/Windows|Dedicated Host|Cloud ?Services/i.test(words(item, 'productName')) &&
  !/Low Priority/i.test(words(item, 'skuName', 'meterName'))

const isSpot = (item: Fields): boolean => /\bSpot\b/i.test(words(item, 'skuName', 'meterName'))
