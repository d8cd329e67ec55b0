import {at, fields, list, number, text} from '@ome/capacity/fields'
import {instancePrice} from '@ome/capacity/prices'
import {OmeError} from '@ome/sdk/errors'
import type {PricedMachine, PriceSource, Quote} from '../quote.ts'
import {mostUsd} from '../usd.ts'

/** What besides machines costs something. */
export interface ResourceRates {
  readonly usdPerCpuHour?: number
  readonly usdPerMemoryGiBHour?: number
  readonly usdPerStorageGiBMonth?: number
  readonly source: string
  readonly date?: string
}

/** A person's own prices. */
export interface PriceFile {
  readonly prices: PriceSource
  readonly rates: ResourceRates
}

interface Row {
  readonly instanceType?: string
  readonly region?: string
  readonly accelerator?: string
  /** Of the machine, or of one accelerator where the row names an accelerator. */
  readonly usd?: number
  readonly spotUsd?: number
}

const rowKeys = ['instanceType', 'region', 'accelerator', 'usdPerHour', 'spotUsdPerHour']
const gpuRowKeys = ['usdPerGpuHour', 'spotUsdPerGpuHour']
const otherKeys = ['usdPerCpuHour', 'usdPerMemoryGiBHour', 'usdPerStorageGiBMonth']

/**
 * Reads `{date, prices: [{instanceType, region, usdPerHour, spotUsdPerHour} | {accelerator, usdPerGpuHour,
 * spotUsdPerGpuHour}], other: {usdPerCpuHour, usdPerMemoryGiBHour, usdPerStorageGiBMonth}}`. A row without region holds
 * in all of them. Throws `usage` with file and row for a key or a value that is none of these.
 */
export function readPriceFile(document: unknown, path: string): PriceFile {
  const problem = (what: string): OmeError =>
    new OmeError('usage', `${path}: ${what}`, ['the keys of a price file are in: ome cost --help'], {object: path})
  const {prices, other, date, currency, ...unknown} = fields(document)
  const [surplus] = Object.keys(unknown)
  if (surplus !== undefined) throw problem(`unknown key "${surplus}"`)
  if (currency !== undefined && currency !== 'USD') throw problem('currency: prices are in USD')
  if (!Array.isArray(prices)) throw problem('prices: a list is missing')
  const day = text(date)
  if (date !== undefined && !isDay(day)) throw problem('date: write it as 2026-11-21')
  const rows = list(prices).map((row, index) => toRow(row, (what) => problem(`prices[${index}]: ${what}`)))
  const twice = rows.findIndex((row, index) => rows.findIndex((other) => sameSubject(row, other)) < index)
  if (twice >= 0) throw problem(`prices[${twice}]: a row before it is about the same machines`)
  const about = {source: path, ...(day !== undefined && {date: day})}
  return {
    prices: {kind: 'file', quote: (machine) => quoteFrom(rows, machine, about)},
    rates: {...ratesIn(other, problem), ...about},
  }
}

const isDay = (day: string | undefined): boolean => {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(day ?? '') ? `${day}T00:00:00Z` : Number.NaN)
  return Number.isFinite(at.getTime()) && at.toISOString().slice(0, 10) === day
}

/** Two prices for one thing: which one is meant cannot be told. */
const sameSubject = (left: Row, right: Row): boolean => {
  const keyOf = ({instanceType = '', region = '', accelerator = ''}: Row): string =>
    JSON.stringify([instanceType, region, accelerator].map((word) => word.toLowerCase()))
  return keyOf(left) === keyOf(right)
}

function toRow(value: unknown, problem: (what: string) => OmeError): Row {
  const row = fields(value)
  const accelerator = text(row['accelerator'])
  const keys = accelerator === undefined ? rowKeys : ['accelerator', ...gpuRowKeys]
  const surplus = Object.keys(row).find((key) => !keys.includes(key))
  if (surplus !== undefined) throw problem(`"${surplus}" is none of ${keys.join(', ')}`)
  const wrong = ['instanceType', 'region', 'accelerator'].find(
    (key) => row[key] !== undefined && (text(row[key]) ?? '') === '',
  )
  // A region that is not understood must not hold in all of them.
  if (wrong !== undefined) throw problem(`${wrong}: one name is missing`)
  const [instanceType, region] = [text(row['instanceType']), text(row['region'])]
  if (accelerator === undefined && instanceType === undefined) throw problem('instanceType or accelerator is missing')
  const priceKeys = accelerator === undefined ? (['usdPerHour', 'spotUsdPerHour'] as const) : gpuRowKeys
  const [usd, spotUsd] = priceKeys.map((key) => amount(row[key], key, problem))
  if (usd === undefined && spotUsd === undefined) throw problem(`${priceKeys.join(' or ')} is missing`)
  return {
    ...(instanceType !== undefined && {instanceType}),
    ...(region !== undefined && {region}),
    ...(accelerator !== undefined && {accelerator}),
    ...(usd !== undefined && {usd}),
    ...(spotUsd !== undefined && {spotUsd}),
  }
}

/** Zero is a price here: the machines may be paid already. */
function amount(value: unknown, key: string, problem: (what: string) => OmeError): number | undefined {
  if (value === undefined) return undefined
  const found = number(value)
  if (found === undefined || found < 0) throw problem(`${key}: an amount of 0 or more is missing`)
  if (found > mostUsd) throw problem(`${key}: ${found} is more than anything costs`)
  return found
}

function ratesIn(other: unknown, problem: (what: string) => OmeError): Omit<ResourceRates, 'source'> {
  const surplus = Object.keys(fields(other)).find((key) => !otherKeys.includes(key))
  if (surplus !== undefined) throw problem(`other: "${surplus}" is none of ${otherKeys.join(', ')}`)
  const stated = otherKeys.map((key) => [key, amount(at(other, key), `other.${key}`, problem)] as const)
  return Object.fromEntries(stated.filter(([, value]) => value !== undefined))
}

const same = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && left.toLowerCase() === right?.toLowerCase()

/** A row of the region first, then one for all regions, then one for the accelerator. */
function quoteFrom(
  rows: readonly Row[],
  machine: PricedMachine,
  about: {readonly source: string; readonly date?: string},
): Quote | undefined {
  const {instanceType, region, product} = machine
  const gpus = machine.gpus || (instancePrice({instanceType: instanceType ?? ''})?.gpus ?? 0)
  const ofType = rows.filter((row) => same(row.instanceType, instanceType))
  const candidates = [
    ...ofType.filter((row) => same(row.region, region)),
    ...ofType.filter((row) => row.region === undefined),
    ...rows.filter((row) => same(row.accelerator, product)),
  ]
  for (const row of candidates) {
    const usd = machine.spot ? row.spotUsd : row.usd
    if (usd === undefined || (row.accelerator !== undefined && gpus === 0)) continue
    return {
      usdPerHour: row.accelerator === undefined ? usd : usd * gpus,
      gpus,
      kind: 'file',
      ...about,
      ...(instanceType !== undefined && {instanceType}),
      ...(row.region !== undefined && {region: row.region}),
      ...(machine.spot && {isSpot: true}),
    }
  }
  return undefined
}
