import {OmeError} from '@ome/sdk/errors'
import {listPrices, type PriceSource, type PriceTable} from '../domain/price.ts'

export interface PricePlace {
  /** YAML or JSON: `source`, `date` and `usdPerGpuHour` by GPU product; absent: the list prices of this plugin. */
  readonly path: string | undefined
  readonly cwd: string
}

export const priceFile = ({path, cwd}: PricePlace): PriceSource => ({
  async read() {
    if (path === undefined) return listPrices
    const [{readFile}, {resolve}, {parseYaml}] = await Promise.all([
      import('node:fs/promises'),
      import('node:path'),
      import('@ome/sdk/yaml'),
    ])
    const text = await readFile(resolve(cwd, path), 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') throw new OmeError('not-found', `${path} is not there`, [], {cause, object: path})
      throw new OmeError('failed', `${path} cannot be read: ${cause.code}`, [], {cause, object: path})
    })
    const [document] = await parseYaml(text, {source: path})
    return toPrices(document, path)
  },
})

/** Reads a price table; anything else is refused with what is wrong. */
export function toPrices(document: unknown, path: string): PriceTable {
  const {source, date, usdPerGpuHour}: Partial<Record<keyof PriceTable, unknown>> = Object(document)
  const rows = Object.entries(Object(usdPerGpuHour))
  const wrong = rows.find(([, price]) => typeof price !== 'number' || !Number.isFinite(price) || price < 0)
  if (wrong !== undefined) throw refusal(path, `the price of ${wrong[0]} is not a number of dollars`)
  if (rows.length === 0) throw refusal(path, 'usdPerGpuHour has no rows')
  if (typeof source !== 'string' || typeof date !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(date))
    throw refusal(path, 'source and date (2026-01-31) say where the prices come from, and are missing')
  return {source, date, usdPerGpuHour: Object.fromEntries(rows) as Record<string, number>}
}

const refusal = (path: string, why: string): OmeError =>
  new OmeError('usage', `${path}: ${why}`, ['one row: usdPerGpuHour: {NVIDIA-L4: 1.15}'], {object: path})
