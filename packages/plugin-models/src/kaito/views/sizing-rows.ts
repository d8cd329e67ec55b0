import {type SizingRow, usd} from '@ome/kaito/sizing'
import {hoursPerMonth, quoteSource} from '@ome/pricing/quote'
import type {Block} from '@ome/sdk/view'

export interface RowOptions {
  readonly replicas?: number
  /** Adds day and month. */
  readonly cost?: boolean | undefined
}

/** SKU NODES GPUS USD/H, as a table. */
export function sizingTable(rows: readonly SizingRow[], {replicas = 1, cost = false}: RowOptions = {}): Block {
  return {
    type: 'table',
    header: ['SKU', 'NODES', 'GPUS', 'USD/H', ...(cost ? ['USD/DAY', 'USD/MONTH'] : [])],
    rows: rows.map(({instance, nodes, gpus, usdPerHour}) => {
      const rate = usdPerHour === undefined ? undefined : usdPerHour * replicas
      return [
        instance.instanceType,
        nodes * replicas,
        gpus * replicas,
        money(rate),
        ...(cost ? [total(rate, 24), total(rate, hoursPerMonth)] : []),
      ]
    }),
  }
}

/** Whose prices they are. */
export function priceNote(rows: readonly SizingRow[]): string {
  const quote = rows.find((row) => row.quote)?.quote
  if (!quote) return 'no source states a price for these nodes'
  const {instanceType: _, ...shared} = quote
  return `GPU nodes alone, a month has ${hoursPerMonth} h; ${quoteSource(shared)}`
}

const money = (rate: number | undefined): string => usd(rate).replace(' USD', '')

const total = (rate: number | undefined, hours: number): string =>
  rate === undefined ? '<unknown>' : (rate * hours).toFixed(2)

export const rowFace = (
  {instance, nodes, gpus, usdPerHour, quote}: SizingRow,
  replicas = 1,
): Record<string, unknown> => ({
  instanceType: instance.instanceType,
  nodes: nodes * replicas,
  gpusPerNode: instance.gpus,
  gpus: gpus * replicas,
  usdPerHour: usdPerHour === undefined ? null : Number((usdPerHour * replicas).toFixed(4)),
  priceSource: quote ? quoteSource(quote) : null,
})
