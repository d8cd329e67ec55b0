import type {ServiceMeasurements} from './measured-service.ts'
import {type MetricRow, metricRows} from './metric-rows.ts'

/** A row with the values it had before, oldest first. */
export interface TrendRow extends MetricRow {
  readonly trend: readonly (number | undefined)[]
}

/** Metrics at one moment of a look that goes on. */
export interface Tick {
  readonly at: Date
  readonly rows: readonly TrendRow[]
  readonly notes: readonly string[]
}

const mostValues = 20

/** Each moment with what came before it. */
export async function* trends(all: AsyncIterable<ServiceMeasurements>): AsyncGenerator<Tick> {
  const known = new Map<string, readonly (number | undefined)[]>()
  for await (const measurements of all) {
    const rows = metricRows(measurements).map((row) => {
      const key = rowName(row)
      const trend = [...(known.get(key) ?? []), row.value].slice(-mostValues)
      known.set(key, trend)
      return {...row, trend}
    })
    yield {at: measurements.at, rows, notes: measurements.notes}
  }
}

export const rowName = ({metric, quantile}: Pick<MetricRow, 'metric' | 'quantile'>): string =>
  quantile === undefined ? metric : `${metric}.${quantile}`

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const plainBars = ['_', '.', '-', '=', '+', '*', '#', '@']

/** A line of bars from 0, or the smallest value where that is below, to the largest; gaps for what was not known. */
export function sparkline(values: readonly (number | undefined)[], isUnicode: boolean): string {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value)) as readonly number[]
  const least = known.reduce((low, value) => Math.min(low, value), 0)
  const most = known.reduce((high, value) => Math.max(high, value), 0)
  const marks = isUnicode ? bars : plainBars
  return values
    .map((value) => {
      if (value === undefined || !Number.isFinite(value)) return ' '
      const share = most === least ? 0 : (value - least) / (most - least)
      return marks[Math.min(marks.length - 1, Math.floor(share * marks.length))] ?? ' '
    })
    .join('')
}
