import {formatDuration} from '@ome/sdk/units'
import {
  type EngineMetric,
  type EngineName,
  engineIn,
  engineMetrics,
  engineVocabularies,
  type MetricSource,
  type MetricUnit,
  sourceAmong,
} from './engine-vocabulary.ts'
import {type Histogram, meanOf, mergeHistograms, type Quantile, quantileOf} from './prometheus-histogram.ts'
import {counterIncrease, type LabelTest, maxOf, observed, type Scrape, sumOf} from './prometheus-rate.ts'

/** One engine process: its last scrape, an earlier one, and when it began where it does not say so itself. */
export interface EngineTarget {
  readonly after: Scrape
  readonly before?: Scrape | undefined
  readonly startedAtMs?: number | undefined
}

/** The time a value is about. `lifetime`: since the engines began. */
export interface MetricWindow {
  /** 0: this moment. */
  readonly seconds: number
  readonly isLifetime?: true
}

/** What engines say about a metric. A value that is missing says why; it is never 0 in disguise. */
export type Measurement = {readonly metric: EngineMetric; readonly unit: MetricUnit} & (
  | {readonly kind: 'value'; readonly value: number; readonly names: readonly string[]; readonly window: MetricWindow}
  | {
      readonly kind: 'latency'
      readonly p50: Quantile
      readonly p95: Quantile
      readonly p99: Quantile
      /** Exact, where quantiles are only as fine as the buckets. */
      readonly mean?: number
      /** How many observations it is made of. */
      readonly count: number
      readonly names: readonly string[]
      readonly window: MetricWindow
    }
  | {readonly kind: 'missing'; readonly reason: string}
)

/** What one engine, or one query, has to say about a metric, before several are joined. */
export interface MetricPart {
  readonly name: string
  readonly window: MetricWindow
  readonly value: number | Histogram
}

/** A metric of several engines, from one scrape of each or two. Levels are of the last one. */
export function measureEngines(targets: readonly EngineTarget[], metric: EngineMetric): Measurement {
  if (targets.length === 0) return missing(metric, 'no engine answered')
  const engines = targets.map(({after}) => engineIn(after.exposition))
  const known = [...new Set(engines.filter((engine) => engine !== undefined))]
  if (known.length === 0) return missing(metric, `/metrics has no names of ${allTitles()}`)
  const parts = targets.map((target, index) => partOf(target, engines[index], metric))
  const found = parts.filter((part) => typeof part === 'object')
  if (found.length > 0) return joinParts(metric, found)
  return missing(metric, parts.find((part) => typeof part === 'string') ?? notExported(known, metric))
}

/** Why engines have no such metric: they never do, or these do not. */
export function notExported(engines: readonly EngineName[], metric: EngineMetric): string {
  const titles = engines.map((engine) => engineVocabularies[engine].title).join(' and ')
  const names = engines.flatMap((engine) => (engineVocabularies[engine].sources[metric] ?? []).map(({name}) => name))
  return names.length === 0 ? `${titles} does not export it` : `${titles} does not show ${names.join(' or ')}`
}

const allTitles = (): string =>
  Object.values(engineVocabularies)
    .map(({title}) => title)
    .join(', ')

export const missing = (metric: EngineMetric, reason: string): Measurement => ({
  metric,
  unit: engineMetrics[metric].unit,
  kind: 'missing',
  reason,
})

/** Several parts of one metric as one measurement. The window is the longest of theirs. */
export function joinParts(metric: EngineMetric, parts: readonly MetricPart[]): Measurement {
  const {unit, joined, times = 1} = engineMetrics[metric]
  const names = [...new Set(parts.map(({name}) => name))]
  const [first, ...rest] = parts.map(({window}) => window)
  const window = rest.reduce(
    (longest, each) => (each.seconds > longest.seconds ? each : longest),
    first ?? {seconds: 0},
  )
  if (joined === 'observations') {
    const merged = mergeHistograms(parts.map(({value}) => value).filter((value) => typeof value === 'object'))
    return latency(metric, merged, names, window)
  }
  const numbers = parts.map(({value}) => value).filter((value) => typeof value === 'number')
  const sum = numbers.reduce((total, each) => total + each, 0)
  const value =
    joined === 'sum' ? sum : joined === 'mean' ? sum / numbers.length : numbers.reduce((a, b) => Math.max(a, b))
  return {metric, unit, kind: 'value', value: value * times, names, window}
}

function latency(
  metric: EngineMetric,
  histogram: Histogram | undefined,
  names: readonly string[],
  window: MetricWindow,
): Measurement {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => histogram && quantileOf(histogram, q))
  if (!histogram || !p50 || !p95 || !p99) return missing(metric, `nothing was measured ${windowWords(window)}`)
  const mean = meanOf(histogram)
  const {unit} = engineMetrics[metric]
  const known = mean === undefined ? {} : {mean}
  return {metric, unit, kind: 'latency', p50, p95, p99, ...known, count: histogram.count, names, window}
}

export const windowWords = ({seconds, isLifetime}: MetricWindow): string =>
  isLifetime ? 'since the engines began' : `in ${secondsText(seconds)}`

/** Minutes where there are some: nobody reads 86389 s as a day. */
const secondsText = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : formatDuration(Math.round(seconds / 60) * 60_000)

/** A part, undefined where the engine has no such metric, or the reason why it cannot be told. */
function partOf(
  target: EngineTarget,
  engine: EngineName | undefined,
  metric: EngineMetric,
): MetricPart | string | undefined {
  if (engine === undefined) return undefined
  const {samples} = target.after.exposition
  const source = sourceAmong(engine, metric, (name) => samples.has(name))
  if (!source) return undefined
  const value = readingOf(target, source, metric)
  if (value === undefined) return undefined
  if (typeof value === 'string') return value
  const isNow = source.as === 'gauge' || source.as === 'gauge-share'
  return {name: source.name, value, window: isNow ? {seconds: 0} : (windowOf(target) ?? lifetime(0))}
}

const lifetime = (seconds: number): MetricWindow => ({seconds, isLifetime: true})

function windowOf({before, after, startedAtMs}: EngineTarget): MetricWindow | undefined {
  if (before) return {seconds: (after.atMs - before.atMs) / 1000}
  const told = sumOf(after, 'process_start_time_seconds')
  const from = told === undefined ? startedAtMs : told * 1000
  return from === undefined || from >= after.atMs ? undefined : lifetime((after.atMs - from) / 1000)
}

function readingOf(
  target: EngineTarget,
  source: MetricSource,
  metric: EngineMetric,
): number | Histogram | string | undefined {
  const {before, after} = target
  const one = engineMetrics[metric].joined === 'max' ? maxOf : sumOf
  const grown = (name: string, isMeant?: LabelTest): number | undefined =>
    before ? counterIncrease(before, after, name, isMeant) : sumOf(after, name, isMeant)
  if ('of' in source) {
    const told =
      source.as === 'gauge-share' ? (name: string, isMeant?: LabelTest) => sumOf(after, name, isMeant) : grown
    return shareOf(told(source.name, labelTest(source.where)), told(source.of, labelTest(source.ofWhere)))
  }
  if (source.as === 'histogram') return observed(before, after, source.name, preferred(after, source, '_bucket'))
  const isMeant = labelTest(source.where) ?? preferred(after, source)
  const all = [source.name, ...(source.plus ?? [])]
  if (source.as === 'gauge') {
    const [own, ...others] = all.map((name) => one(after, name, isMeant))
    return own === undefined ? undefined : others.reduce<number>((sum, each) => sum + (each ?? 0), own)
  }
  const window = windowOf(target)
  // Counters of labels appear with their first event: no aborted request is no missing metric.
  if (!window || window.seconds <= 0) return 'one scrape tells no rate, and the engine does not say when it began'
  return all.reduce((sum, name) => sum + (grown(name, isMeant) ?? 0), 0) / window.seconds
}

const labelTest = (where: readonly [label: string, value: string] | undefined): LabelTest | undefined =>
  where && ((labels) => labels.get(where[0]) === where[1])

const shareOf = (part: number | undefined, whole: number | undefined): number | string | undefined =>
  part === undefined || whole === undefined ? undefined : whole > 0 ? part / whole : 'nothing was asked for yet'

function preferred(
  {exposition}: Scrape,
  {name, prefer}: Exclude<MetricSource, {of: string}>,
  suffix = '',
): LabelTest | undefined {
  const isMeant = labelTest(prefer)
  return isMeant && exposition.samples.get(`${name}${suffix}`)?.some(({labels}) => isMeant(labels))
    ? isMeant
    : undefined
}
