import {
  type EngineMetric,
  type EngineName,
  engineMetrics,
  engineOf,
  engineVocabularies,
  type MetricSource,
  sourceAmong,
} from './engine-vocabulary.ts'
import {
  joinParts,
  type Measurement,
  type MetricPart,
  type MetricWindow,
  missing,
  notExported,
  windowWords,
} from './measure-engines.ts'
import {quoted, type Series} from './prometheus-api.ts'
import type {Histogram} from './prometheus-histogram.ts'
import {parseValue} from './prometheus-text.ts'

/** Pods whose series are meant. */
export interface PodSelector {
  readonly namespace: string
  /** A regular expression for the whole name. */
  readonly pods: string
}

export interface RangeSelector extends PodSelector {
  readonly seconds: number
}

const selectorOf = ({namespace, pods}: PodSelector): string => `namespace=${quoted(namespace)},pod=~${quoted(pods)}`

/** Asks which names of engines there are: `count by (__name__)`. */
export function namesQuery(selector: PodSelector): string {
  const prefixes = Object.values(engineVocabularies).flatMap((each) => each.prefixes)
  return `count by (__name__) ({__name__=~"(${prefixes.join('|')})[:_].*|http_requests_total",${selectorOf(selector)}})`
}

/** The expression for one metric of one engine; rates and observations are those of the range. */
export function promqlOf(source: MetricSource, metric: EngineMetric, selector: RangeSelector): string {
  const inner = selectorOf(selector)
  const range = `[${Math.max(1, Math.round(selector.seconds))}s]`
  const narrowed = (where: Labelled): string => (where ? `${inner},${where[0]}=${quoted(where[1])}` : inner)
  if ('of' in source) {
    const sum = (name: string, where: Labelled): string =>
      source.as === 'gauge-share'
        ? `sum(${name}{${narrowed(where)}})`
        : `sum(rate(${name}{${narrowed(where)}}${range}))`
    return `${sum(source.name, source.where)} / ${sum(source.of, source.ofWhere)}`
  }
  const {as, name, where, prefer} = source
  const names = 'plus' in source ? [name, ...(source.plus ?? [])] : [name]
  const ask = (about: Labelled): string => {
    if (as === 'histogram') return `sum by (le) (increase(${name}_bucket{${narrowed(about)}}${range}))`
    // A rate has no name: several counters in one would be the same series.
    const rates = names.map((each) => `sum(rate(${each}{${narrowed(about)}}${range}))`)
    const [first = '', ...others] = rates
    if (as === 'counter') return [first, ...others.map((rate) => `(${rate} or 0 * ${first})`)].join(' + ')
    const series =
      names.length === 1 ? `${name}{${narrowed(about)}}` : `{__name__=~${quoted(names.join('|'))},${narrowed(about)}}`
    return `${engineMetrics[metric].joined === 'max' ? 'max' : 'sum'}(${series})`
  }
  return prefer ? `${ask(prefer)} or ${ask(where)}` : ask(where)
}

type Labelled = readonly [label: string, value: string] | undefined

export interface MetricQuery {
  readonly metric: EngineMetric
  readonly engine: EngineName
  readonly source: MetricSource
  readonly expression: string
}

/** The queries that tell metrics, given the names that exist. */
export function queriesFor(
  names: readonly string[],
  metrics: readonly EngineMetric[],
  selector: RangeSelector,
): readonly MetricQuery[] {
  const known = new Set(names)
  return metrics.flatMap((metric) =>
    enginesIn(names).flatMap((engine) => {
      const source = sourceAmong(engine, metric, (name) => known.has(name))
      return source ? [{metric, engine, source, expression: promqlOf(source, metric, selector)}] : []
    }),
  )
}

export const enginesIn = (names: readonly string[]): readonly EngineName[] => [
  ...new Set(names.map((name) => engineOf([name])).filter((engine) => engine !== undefined)),
]

/** What the answers to {@link queriesFor} say about one metric. */
export function measured(
  metric: EngineMetric,
  answers: readonly {readonly query: MetricQuery; readonly series: readonly Series[]}[],
  about: {readonly names: readonly string[]; readonly seconds: number},
): Measurement {
  const own = answers.filter(({query}) => query.metric === metric)
  const engines = enginesIn(about.names)
  if (engines.length === 0) return missing(metric, 'it has no series of the engines')
  const parts = own.flatMap(({query, series}) => partOf(query.source, series, about.seconds))
  if (parts.length > 0) return joinParts(metric, parts)
  return missing(metric, own.length === 0 ? notExported(engines, metric) : `nothing was measured ${windowWords(about)}`)
}

function partOf(source: MetricSource, series: readonly Series[], seconds: number): readonly MetricPart[] {
  const isNow = source.as === 'gauge' || source.as === 'gauge-share'
  const window: MetricWindow = {seconds: isNow ? 0 : seconds}
  if (source.as === 'histogram') {
    const value = histogramOf(series)
    return value ? [{name: source.name, window, value}] : []
  }
  const value = series[0]?.value
  return value === undefined || !Number.isFinite(value) ? [] : [{name: source.name, window, value}]
}

function histogramOf(series: readonly Series[]): Histogram | undefined {
  const buckets = series
    .map(({labels, value}) => [parseValue(labels['le'] ?? '') ?? Number.NaN, value] as const)
    .sort(([left], [right]) => left - right)
  const count = buckets.find(([bound]) => bound === Number.POSITIVE_INFINITY)?.[1]
  if (count === undefined) return undefined
  const finite = buckets.filter(([bound]) => Number.isFinite(bound))
  return {bounds: finite.map(([bound]) => bound), counts: finite.map(([, below]) => below), count, sum: Number.NaN}
}

/** Share of time and of memory of the GPUs that pods hold; a scrape may have renamed the labels of the holder. */
export function gpuQueries({namespace, pods, seconds}: RangeSelector): {
  readonly utilization: string
  readonly memory: string
  readonly count: string
} {
  const range = `[${Math.max(1, Math.round(seconds))}s]`
  const selectors = ['exported_', ''].map(
    (prefix) => `${prefix}namespace=${quoted(namespace)},${prefix}pod=~${quoted(pods)}`,
  )
  const either = (expression: (selector: string) => string): string => selectors.map(expression).join(' or ')
  const used = (of: string): string => `sum(DCGM_FI_DEV_FB_USED{${of}})`
  const free = (of: string): string => `sum(DCGM_FI_DEV_FB_FREE{${of}})`
  // Older exporters have no reserved memory.
  const reserved = (of: string): string => `(sum(DCGM_FI_DEV_FB_RESERVED{${of}}) or 0 * ${used(of)})`
  return {
    utilization: either(
      (of) =>
        `avg(avg_over_time(DCGM_FI_DEV_GPU_UTIL{${of}}${range})) or 100 * avg(avg_over_time(DCGM_FI_PROF_GR_ENGINE_ACTIVE{${of}}${range}))`,
    ),
    memory: either((of) => `100 * ${used(of)} / (${used(of)} + ${free(of)} + ${reserved(of)})`),
    count: either((of) => `count(DCGM_FI_DEV_FB_USED{${of}}) or count(DCGM_FI_DEV_GPU_UTIL{${of}})`),
  }
}

/** Unix seconds of the oldest sample within the range, so that a window is never said to be longer than it is. */
export const oldestQuery = (name: string, selector: RangeSelector): string =>
  `min(min_over_time(timestamp(${name}{${selectorOf(selector)}})[${Math.round(selector.seconds)}s:${Math.max(15, Math.round(selector.seconds / 500))}s]))`
