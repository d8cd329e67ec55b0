import {signature} from './promql/labels.ts'
import type {Labels, Samples, SeriesSource, TimeSeries} from './series-source.ts'

/** A sample on its way into the store. */
export interface Incoming {
  readonly labels: Labels
  readonly value: number
  readonly isCounter: boolean
  /** Since when what it measures has been there, in milliseconds since the epoch. */
  readonly since: number
}

interface Kept {
  readonly labels: Labels
  readonly isCounter: boolean
  /** Undefined for a series that came up between two scrapes of its target: nothing is known of the time before. */
  since: number | undefined
  /** One for each time of the target; undefined where the series was not there. */
  values: (number | undefined)[]
}

interface Target {
  readonly series: Map<string, Kept>
  times: number[]
}

/** Samples kept of each series: three hours at four scrapes a minute. */
const mostSamples = 720
const droppedAtOnce = 120

/**
 * What has been scraped. Of the time before the first scrape that is kept nothing but the state is known, so it is drawn
 * as a line: a gauge was always what it was first, a counter has grown evenly from nothing.
 */
export class SampleStore implements SeriesSource {
  readonly #targets = new Map<string, Target>()

  /** Keeps what a target said at a moment; series that it did not mention have ended. */
  record(target: string, time: number, incoming: readonly Incoming[]): void {
    const kept = this.#targets.get(target) ?? {series: new Map<string, Kept>(), times: []}
    const isFirst = !this.#targets.has(target)
    this.#targets.set(target, kept)
    kept.times.push(time)
    for (const {labels, value, isCounter, since} of incoming) {
      const key = signature(labels)
      const series = kept.series.get(key) ?? {labels, isCounter, since: isFirst ? since : undefined, values: []}
      kept.series.set(key, series)
      pad(series, kept.times.length - 1)
      series.values[kept.times.length - 1] = value
    }
    for (const series of kept.series.values()) pad(series, kept.times.length)
    if (kept.times.length > mostSamples) trim(kept)
  }

  /** Ends all series of a target that is no longer there; they are forgotten three hours later. */
  end(target: string, time: number): void {
    const kept = this.#targets.get(target)
    if (!kept) return
    const seen = [...kept.series.values()].some(({values}) => values.at(-1) !== undefined)
    if (seen) this.record(target, time, [])
    else if (time - (kept.times.at(-1) ?? time) > mostSamples * 15_000) this.#targets.delete(target)
  }

  /** Targets that have been recorded. */
  targets(): Iterable<string> {
    return this.#targets.keys()
  }

  *series(_from: number, _to: number, name?: string): Iterable<TimeSeries> {
    for (const {series, times} of this.#targets.values()) {
      for (const kept of series.values()) {
        if (name === undefined || kept.labels['__name__'] === name) yield timeSeries(kept, times)
      }
    }
  }
}

function pad(series: Kept, length: number): void {
  while (series.values.length < length) series.values.push(undefined)
}

function trim(target: Target): void {
  target.times = target.times.slice(droppedAtOnce)
  for (const [key, series] of target.series) {
    series.values = series.values.slice(droppedAtOnce)
    if (series.values[0] === undefined) series.since = undefined
    if (series.values.every((value) => value === undefined)) target.series.delete(key)
  }
}

const timeSeries = (kept: Kept, times: readonly number[]): TimeSeries => ({
  labels: kept.labels,
  samples(from, to): Samples {
    const samples = {times: [] as number[], values: [] as (number | undefined)[]}
    drawPast(kept, times[0] ?? 0, {from, to}, samples)
    let there = false
    for (const [index, time] of times.entries()) {
      const value = kept.values[index]
      if (time > to) break
      if (time >= from && (value !== undefined || there)) {
        samples.times.push(time)
        samples.values.push(value)
      }
      there = value !== undefined
    }
    return samples
  },
})

interface Growing {
  readonly times: number[]
  readonly values: (number | undefined)[]
}

function drawPast(
  {since, values, isCounter}: Kept,
  first: number,
  {from, to}: {from: number; to: number},
  into: Growing,
): void {
  const [value] = values
  if (since === undefined || value === undefined || since >= first) return
  const step = to - from <= 7_200_000 ? 15_000 : 60_000
  for (let time = Math.ceil(Math.max(from, since) / step) * step; time < first && time <= to; time += step) {
    into.times.push(time)
    into.values.push(isCounter ? (value * (time - since)) / (first - since) : value)
  }
}
