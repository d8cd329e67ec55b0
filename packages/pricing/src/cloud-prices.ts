import {instancePrice} from '@ome/capacity/prices'
import {homeRegion} from './catalogue-quote.ts'
import type {PricedMachine, PriceSource} from './quote.ts'

/** What a cloud says of one instance type in one region, right now. */
export interface CloudPrice {
  readonly provider: string
  readonly instanceType: string
  readonly region: string
  readonly usdPerHour?: number
  readonly spotUsdPerHour?: number
}

/** The price list of a cloud, asked over the network. */
export interface CloudPriceList {
  readonly provider: string
  /** What it calls itself. */
  readonly title: string
  /** What a person is told before a long wait; absent where an answer takes a moment. */
  readonly warning?: string
  /** Types that are not sold there are left out. */
  prices(region: string, instanceTypes: readonly string[]): Promise<readonly CloudPrice[]>
}

/** The cloud that sells a type, by the catalogue, else by the form of its name. */
export function providerOfType(instanceType: string): string | undefined {
  const known = instancePrice({instanceType})?.provider
  if (known !== undefined) return known
  if (/^Standard_/i.test(instanceType)) return 'azure'
  return /^[a-z]+\d[a-z0-9-]*\.[a-z0-9]+$/.test(instanceType) ? 'aws' : undefined
}

/** A machine with cloud and region filled in, as price lists need them; undefined for what no cloud sells by name. */
export function soldMachine({
  instanceType,
  region,
  provider,
}: PricedMachine): {readonly provider: string; readonly region: string; readonly instanceType: string} | undefined {
  if (instanceType === undefined) return undefined
  const cloud = provider ?? providerOfType(instanceType)
  const place = region ?? (cloud === undefined ? undefined : homeRegion(cloud))
  return cloud === undefined || place === undefined ? undefined : {provider: cloud, region: place, instanceType}
}

/** Prices that clouds have just stated, of a day. */
export const statedPrices = (
  stated: readonly (CloudPrice & {readonly source: string; readonly date: string})[],
): PriceSource => ({
  kind: 'cloud',
  quote(machine) {
    const sold = soldMachine(machine)
    const found = stated.find(
      (each) =>
        each.provider === sold?.provider && each.region === sold.region && each.instanceType === sold.instanceType,
    )
    const usdPerHour = machine.spot ? found?.spotUsdPerHour : found?.usdPerHour
    const gpus = machine.gpus ?? instancePrice({instanceType: found?.instanceType ?? ''})?.gpus
    if (!found || usdPerHour === undefined || gpus === undefined) return undefined
    const {source, date, region, instanceType} = found
    const isSpot = machine.spot === true
    return {usdPerHour, gpus, kind: 'cloud', source, date, region, instanceType, ...(isSpot && {isSpot})}
  },
})
