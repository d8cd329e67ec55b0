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
