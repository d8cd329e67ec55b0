import {type Histogram, histogramIncrease, histogramSeries, mergeHistograms, seriesKey} from './prometheus-histogram.ts'
import type {Exposition} from './prometheus-text.ts'

/** One answer of one process to `/metrics`. */
export interface Scrape {
  readonly atMs: number
  readonly exposition: Exposition
}

/** Which samples of a name are meant. */
export type LabelTest = (labels: ReadonlyMap<string, string>) => boolean

const all: LabelTest = () => true

/** The finite values under a name. */
const values = ({exposition}: Scrape, name: string, isMeant: LabelTest): ReadonlyMap<string, number> =>
  new Map(
    (exposition.samples.get(name) ?? [])
      .filter(({labels, value}) => Number.isFinite(value) && isMeant(labels))
      .map(({labels, value}) => [seriesKey(labels), value]),
  )

/** Sum of the gauges or counters under a name; undefined when the process does not have it. */
export function sumOf(scrape: Scrape, name: string, isMeant: LabelTest = all): number | undefined {
  const found = values(scrape, name, isMeant)
  return found.size === 0 ? undefined : [...found.values()].reduce((sum, value) => sum + value, 0)
}

/** Largest of the gauges under a name; undefined when the process does not have it. */
export function maxOf(scrape: Scrape, name: string, isMeant: LabelTest = all): number | undefined {
  const found = values(scrape, name, isMeant)
  return found.size === 0 ? undefined : [...found.values()].reduce((most, value) => Math.max(most, value))
}

/**
 * How much the counters under a name grew between two scrapes of one process; undefined when it does not have them. A
 * counter below its earlier value began again at zero, and so did one that was not there yet.
 */
export function counterIncrease(
  before: Scrape,
  after: Scrape,
  name: string,
  isMeant: LabelTest = all,
): number | undefined {
  const now = values(after, name, isMeant)
  if (now.size === 0) return undefined
  const then = values(before, name, isMeant)
  let sum = 0
  for (const [key, value] of now) {
    const earlier = then.get(key) ?? 0
    sum += value < earlier ? value : value - earlier
  }
  return sum
}

/** Growth per second between two scrapes; undefined without the counter or without time between them. */
export function counterRate(before: Scrape, after: Scrape, name: string, isMeant: LabelTest = all): number | undefined {
  const seconds = (after.atMs - before.atMs) / 1000
  const increase = counterIncrease(before, after, name, isMeant)
  return increase === undefined || seconds <= 0 ? undefined : increase / seconds
}

/**
 * What the histograms under a name observed between two scrapes of one process, all series together; without an
 * earlier scrape, all they ever observed. Undefined when the process does not have them.
 */
export function observed(
  before: Scrape | undefined,
  after: Scrape,
  name: string,
  isMeant: LabelTest = all,
): Histogram | undefined {
  const then = before && histogramSeries(before.exposition, name, isMeant)
  const now = histogramSeries(after.exposition, name, isMeant)
  return mergeHistograms(
    [...now].map(([key, histogram]) => (then ? histogramIncrease(then.get(key), histogram) : histogram)),
  )
}
