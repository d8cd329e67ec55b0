import {durationMs} from '../kubelet/faults.ts'
import {hash32} from '../random.ts'
import {formatFloat} from './number-format.ts'
import type {Samples, SeriesSource, TimeSeries} from './series-source.ts'

/**
 * One entry of a table of series, which is how a scenario says what a Prometheus remembers. A table is the YAML list
 * under any key of a ConfigMap with the label `sandbox.ome.cli/series: "true"`, in any namespace. Durations are written
 * `30s`, `15m`, `7d`. Exactly one of `gauge`, `counter` and `histogram` says what the values are.
 */
export interface SeriesEntry {
  /** Metric name; of a histogram, the name without `_bucket`. */
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  /** How long before the cluster was handed over the series begins. Default 31 days. */
  readonly from?: string
  /** How long before that moment it ends; without it, it goes on. */
  readonly to?: string
  /** Between two samples. Default `1m`. */
  readonly step?: string
  /** The value. */
  readonly gauge?: number
  /** Increase per second, from 0. */
  readonly counter?: number
  /** Observations per second, from 0, spread so that these are the median and the 99th percentile. */
  readonly histogram?: {
    readonly perSecond: number
    readonly p50: number
    readonly p99: number
    /** Upper bounds of the buckets, ascending, without +Inf. */
    readonly bounds: readonly number[]
  }
  /** Share by which a gauge or a rate swings in the course of a day; highest at 14:00 UTC. Default 0. */
  readonly daily?: number
  /** Share by which a gauge varies from sample to sample. Default 0. */
  readonly noise?: number
}

/** Thrown for a table that cannot be read; says which entry and why. */
export class SeriesTableError extends Error {
  override readonly name = 'SeriesTableError'
}

const dayMs = 86_400_000
const peakMs = 14 * 3_600_000

/** The series of a table; `present` is the moment from which its ages count, in milliseconds since the epoch. */
export function seriesTable(entries: readonly SeriesEntry[], present: number): SeriesSource {
  const all = entries.flatMap((entry, index) => seriesOf(entry, present, `entry ${index + 1} (${entry.name})`))
  const byName = Map.groupBy(all, ({labels}) => labels['__name__'] ?? '')
  return {series: (_from, _to, name) => (name === undefined ? all : (byName.get(name) ?? []))}
}

interface Course {
  readonly begin: number
  readonly end: number
  readonly step: number
}

function seriesOf(entry: SeriesEntry, present: number, where: string): TimeSeries[] {
  const ms = (text: string | undefined, fallback: number): number => {
    const parsed = text === undefined ? fallback : durationMs(text)
    if (parsed === undefined) throw new SeriesTableError(`${where}: "${text}" is no duration such as 30s, 15m or 7d`)
    return parsed
  }
  const step = ms(entry.step, 60_000)
  if (step < 1000) throw new SeriesTableError(`${where}: a step below one second`)
  const course: Course = {
    begin: present - ms(entry.from, 31 * dayMs),
    end: entry.to === undefined ? Number.POSITIVE_INFINITY : present - ms(entry.to, 0),
    step,
  }
  const {daily = 0, noise = 0, gauge, counter, histogram} = entry
  const labels = {...entry.labels, __name__: entry.name}
  const seed = JSON.stringify(labels)
  const count = (perSecond: number) => (time: number) =>
    (perSecond * (swing(time, daily) - swing(course.begin, daily))) / 1000
  if (gauge !== undefined) {
    return [follow(labels, course, (time) => gauge * (1 + daily * height(time)) * (1 + noise * jitter(seed, time)))]
  }
  if (counter !== undefined) return [follow(labels, course, count(counter))]
  if (!histogram) throw new SeriesTableError(`${where}: one of gauge, counter and histogram is needed`)
  return histogramSeries(entry, histogram, course, count(histogram.perSecond))
}

function histogramSeries(
  entry: SeriesEntry,
  {p50, p99, bounds}: NonNullable<SeriesEntry['histogram']>,
  course: Course,
  count: (time: number) => number,
): TimeSeries[] {
  const median = Math.log(p50)
  const spread = (Math.log(p99) - median) / 2.3263479
  const below = (bound: number): number => normalShare((Math.log(bound) - median) / spread)
  const mean = Math.exp(median + spread ** 2 / 2)
  const one = (suffix: string, more: Record<string, string>, share: number): TimeSeries =>
    follow({...entry.labels, ...more, __name__: entry.name + suffix}, course, (time) => Math.floor(count(time)) * share)
  return [
    ...bounds.map((bound) => one('_bucket', {le: formatFloat(bound)}, below(bound))),
    one('_bucket', {le: '+Inf'}, 1),
    one('_count', {}, 1),
    one('_sum', {}, mean),
  ]
}

const follow = (
  labels: Readonly<Record<string, string>>,
  {begin, end, step}: Course,
  value: (time: number) => number,
): TimeSeries => ({
  labels,
  samples(from, to): Samples {
    const times: number[] = []
    const values: (number | undefined)[] = []
    const last = Math.min(to, end)
    for (let time = Math.ceil(Math.max(from, begin) / step) * step; time <= last; time += step) {
      times.push(time)
      values.push(value(time))
    }
    if (end >= from && end <= to) {
      times.push(end)
      values.push(undefined)
    }
    return {times, values}
  },
})

const angle = (time: number): number => (2 * Math.PI * (time - peakMs)) / dayMs

/** -1 … 1 in the course of a day. */
const height = (time: number): number => Math.cos(angle(time))

/** The integral of `1 + daily * height`, in milliseconds. */
const swing = (time: number, daily: number): number => time + (daily * dayMs * Math.sin(angle(time))) / (2 * Math.PI)

/** -1 … 1, the same for the same series and moment. */
const jitter = (seed: string, time: number): number => hash32(`${seed}/${time}`) / 2 ** 31 - 1

/** Share of a standard normal distribution below a value (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function normalShare(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value))
  const tail =
    Math.exp(-(value ** 2) / 2) *
    0.3989422804 *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return value >= 0 ? 1 - tail : tail
}
