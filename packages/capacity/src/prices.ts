import {awsPrices} from './price-tables/aws.ts'
import {azurePrices} from './price-tables/azure.ts'
import {gcpPrices} from './price-tables/gcp.ts'
import {ociPrices} from './price-tables/oci.ts'

/** What a cloud sells under one instance type, with the list price in one region when a source states it. */
export interface InstancePrice {
  readonly provider: string
  readonly instanceType: string
  /** Key of the accelerator table. */
  readonly gpuModel: string
  /** Accelerators of the instance; a fraction for a slice. */
  readonly gpus: number
  readonly gpuMemoryGiB: number
  readonly vcpus?: number
  readonly memoryGiB?: number
  readonly region?: string
  /** On-demand, Linux. Absent when no source states a price for the region: unknown is not zero. */
  readonly usdPerHour?: number
  /** `usdPerHour` divided by the accelerators. */
  readonly usdPerGpuHour?: number
  /** Repository the row comes from. */
  readonly source: string
  /** Day of the source's prices, absent when not known. */
  readonly date?: string
}

interface PriceTable {
  readonly provider: string
  readonly source: string
  readonly date?: string
  readonly regions: string
  readonly rows: string
}

const tables: readonly PriceTable[] = [awsPrices, azurePrices, gcpPrices, ociPrices]

/** The catalogue's row for an instance type; undefined for a type (or provider) that it does not list. */
export function instancePrice(query: {
  readonly instanceType: string
  readonly provider?: string
  readonly region?: string
}): InstancePrice | undefined {
  const table = tables
    .filter(({provider}) => query.provider === undefined || provider === query.provider)
    .find(({rows}) => rows.includes(`\n${query.instanceType} `))
  return table && priceIn(table, query.instanceType, query.region)
}

function priceIn(table: PriceTable, instanceType: string, region: string | undefined): InstancePrice {
  const start = table.rows.indexOf(`\n${instanceType} `) + 1
  const row = table.rows.slice(start, table.rows.indexOf('\n', start)).split(' ')
  const [, gpuModel = '', gpus = '', gpuMemory = '', vcpus = '', memory = '', ...prices] = row
  const regions = table.regions.split(' ')
  const column = regions[0] === '*' ? 0 : regions.indexOf(region ?? '')
  const usdPerHour = stated(prices[column])
  const [vcpuCount, memoryGiB] = [stated(vcpus), stated(memory)]
  return {
    provider: table.provider,
    instanceType,
    gpuModel,
    gpus: Number(gpus),
    gpuMemoryGiB: Number(gpuMemory),
    ...(vcpuCount !== undefined && {vcpus: vcpuCount}),
    ...(memoryGiB !== undefined && {memoryGiB}),
    ...(region !== undefined && {region}),
    ...(usdPerHour !== undefined && {usdPerHour, usdPerGpuHour: usdPerHour / Number(gpus)}),
    source: table.source,
    ...(table.date !== undefined && {date: table.date}),
  }
}

const stated = (cell: string | undefined): number | undefined =>
  cell === undefined || cell === '-' || cell === '' ? undefined : Number(cell)
