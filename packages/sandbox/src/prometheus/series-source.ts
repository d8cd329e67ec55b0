/** Labels of a series, its name under `__name__`. */
export type Labels = Readonly<Record<string, string>>

/**
 * Samples of one series in ascending order of time, as two lists of the same length; milliseconds since the epoch.
 * A value that is undefined ends the series: who looks back from later finds nothing until there is a sample again.
 */
export interface Samples {
  readonly times: readonly number[]
  readonly values: readonly (number | undefined)[]
}

/** A series, whichever way its samples come about: kept after a scrape, or worked out when they are asked for. */
export interface TimeSeries {
  readonly labels: Labels
  /** Samples with `from <= time <= to`. */
  samples(from: number, to: number): Samples
}

/** Something that knows series. It must be cheap to ask: the work is done in {@link TimeSeries.samples} alone. */
export interface SeriesSource {
  /** The series that may have a sample between two moments; with a name, only those of that name. */
  series(from: number, to: number, name?: string): Iterable<TimeSeries>
}
