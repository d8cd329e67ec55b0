import {type Exposition, parseValue, type Sample} from './prometheus-text.ts'

/** Observations by size. `counts[i]` are those of at most `bounds[i]`; the rest up to `count` is larger than all bounds. */
export interface Histogram {
  /** Finite and ascending. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly count: number
  readonly sum: number
}

/** A quantile as far as a histogram can tell it: below its first bound and above its last one only that. */
export interface Quantile {
  readonly relation: '=' | '<' | '>'
  readonly value: number
}

/** No engine has more; a page that claims to would only cost time. */
const mostBounds = 256

/** The histograms of a scrape under one name, by the text of their labels without `le`. */
export function histogramSeries(
  {samples}: Exposition,
  name: string,
  isMeant: (labels: ReadonlyMap<string, string>) => boolean = () => true,
): ReadonlyMap<string, Histogram> {
  const buckets = new Map<string, Map<number, number>>()
  for (const sample of samples.get(`${name}_bucket`) ?? []) {
    const bound = parseValue(sample.labels.get('le') ?? '')
    if (bound === undefined || Number.isNaN(bound) || !isMeant(sample.labels)) continue
    const key = seriesKey(sample.labels)
    const known = buckets.get(key) ?? new Map<number, number>()
    buckets.set(key, known.set(bound, (known.get(bound) ?? 0) + sample.value))
  }
  const sums = bySeries(samples.get(`${name}_sum`))
  const counts = bySeries(samples.get(`${name}_count`))
  return new Map(
    [...buckets].flatMap(([key, counted]) => {
      const count = counted.get(Number.POSITIVE_INFINITY) ?? counts.get(key)
      return count === undefined || counted.size > mostBounds
        ? []
        : [[key, toHistogram(counted, count, sums.get(key) ?? Number.NaN)] as const]
    }),
  )
}

function toHistogram(counted: ReadonlyMap<number, number>, count: number, sum: number): Histogram {
  const finite = [...counted].filter(([bound]) => Number.isFinite(bound)).sort(([left], [right]) => left - right)
  return {bounds: finite.map(([bound]) => bound), counts: finite.map(([, below]) => below), count, sum}
}

const bySeries = (samples: readonly Sample[] = []): ReadonlyMap<string, number> =>
  new Map(samples.map(({labels, value}) => [seriesKey(labels), value]))

/** One text per set of labels, whatever their order; `le` is the bucket and no part of the series. */
export const seriesKey = (labels: ReadonlyMap<string, string>): string =>
  JSON.stringify([...labels].filter(([name]) => name !== 'le').sort(([left], [right]) => (left < right ? -1 : 1)))

/** All observations of several histograms. Bounds that one of them lacks are left out, so that what stays is exact. */
export function mergeHistograms(all: readonly Histogram[]): Histogram | undefined {
  const [first, ...rest] = all
  if (!first) return undefined
  const shared = first.bounds.filter((bound) => rest.every(({bounds}) => bounds.includes(bound)))
  return {
    bounds: shared,
    counts: shared.map((bound) => total(all, ({bounds, counts}) => counts[bounds.indexOf(bound)] ?? 0)),
    count: total(all, ({count}) => count),
    sum: total(all, ({sum}) => sum),
  }
}

const total = (all: readonly Histogram[], value: (histogram: Histogram) => number): number =>
  all.reduce((sum, each) => sum + value(each), 0)

/**
 * What came between two states of one series. A series that is new, other bounds, or fewer observations than before
 * mean that the process began again: then all of the later state is new.
 */
export function histogramIncrease(before: Histogram | undefined, after: Histogram): Histogram {
  if (!before || after.count < before.count || String(after.bounds) !== String(before.bounds)) return after
  return {
    bounds: after.bounds,
    counts: after.counts.map((count, index) => Math.max(0, count - (before.counts[index] ?? 0))),
    count: after.count - before.count,
    sum: after.sum - before.sum,
  }
}

/**
 * The q-quantile by linear interpolation inside its bucket; undefined when nothing was observed. `histogram_quantile`
 * of PromQL says the same where `relation` is `=`; where it interpolates from zero, or gives the last bound for
 * everything above it, this says `<` or `>` that bound.
 */
export function quantileOf(histogram: Histogram, q: number): Quantile | undefined {
  const {bounds, count} = histogram
  if (!(count > 0) || !Number.isFinite(count)) return undefined
  const counts = rising(histogram.counts)
  const rank = q * count
  const index = counts.findIndex((below) => below >= rank && below > 0)
  const upper = bounds[index]
  if (upper === undefined) {
    const last = bounds.at(-1)
    return last === undefined ? undefined : {relation: '>', value: last}
  }
  if (index === 0) return {relation: '<', value: upper}
  const lower = bounds[index - 1] ?? 0
  const below = counts[index - 1] ?? 0
  const inside = (counts[index] ?? 0) - below
  return {relation: '=', value: inside > 0 ? lower + ((upper - lower) * (rank - below)) / inside : upper}
}

/** Buckets are read one after another while requests end: a later one may be behind. */
function rising(counts: readonly number[]): readonly number[] {
  let most = 0
  return counts.map((count) => {
    most = Math.max(most, Number.isFinite(count) ? count : 0)
    return most
  })
}

/** The mean of all observations, undefined without any. Exact also where quantiles are not. */
export const meanOf = ({count, sum}: Histogram): number | undefined =>
  count > 0 && Number.isFinite(sum) ? sum / count : undefined
