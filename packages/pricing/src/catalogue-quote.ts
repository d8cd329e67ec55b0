import {instancePrice} from '@ome/capacity/prices'
import type {PriceSource, Quote} from './quote.ts'

/** Region that a price is taken from when nobody names one. */
const homeRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  azure: 'eastus',
  gcp: 'us-central1',
}

export const homeRegion = (provider: string): string | undefined => homeRegions[provider]

/**
 * The bundled list price of an instance type: on demand, Linux. Without a region that of the provider's home region;
 * undefined where no source states one.
 */
export function catalogueQuote(instanceType: string, region?: string, provider?: string): Quote | undefined {
  const known = instancePrice({instanceType, ...(provider !== undefined && {provider})})
  if (!known) return undefined
  const at = region ?? homeRegion(known.provider)
  const price = instancePrice({instanceType, provider: known.provider, ...(at !== undefined && {region: at})})
  if (price?.usdPerHour === undefined) return undefined
  return {
    usdPerHour: price.usdPerHour,
    gpus: price.gpus,
    kind: 'catalogue',
    source: price.source,
    instanceType,
    ...(price.date !== undefined && {date: price.date}),
    ...(at !== undefined && {region: at}),
  }
}

/** The catalogue for machines whose region is known; it has no spot prices. */
export const cataloguePrices: PriceSource = {
  kind: 'catalogue',
  quote: ({instanceType, region, provider, spot}) =>
    instanceType === undefined || spot ? undefined : catalogueQuote(instanceType, region, provider),
}
