import type {ApiObject, LocalApi} from '../api.ts'
import {durationOf} from './promql/lexer.ts'
import {type MatrixSeries, rangeQuery} from './promql/query.ts'
import type {Labels, Samples, SeriesSource, TimeSeries} from './series-source.ts'

/** A rule of a PrometheusRule object. */
export interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string | number
  readonly for?: string
  readonly labels?: Labels
  readonly annotations?: Labels
}

export interface RuleGroup {
  readonly name: string
  /** The file that the Prometheus operator makes of the object. */
  readonly file: string
  readonly intervalMs: number
  readonly rules: readonly Rule[]
}

/** An alert whose expression has a result. */
export interface Alert {
  readonly labels: Labels
  readonly annotations: Labels
  readonly state: 'pending' | 'firing'
  readonly activeAt: number
  readonly value: number
}

const prometheusRules = {group: 'monitoring.coreos.com', plural: 'prometheusrules'}

/** Where a rule's evaluations lie. */
const intervalMs = 30_000
/** How far back the beginning of an alert is looked for, beyond its own `for`. */
const sightMs = 3_600_000

/** The groups of all PrometheusRule objects. */
export function ruleGroups(api: LocalApi): readonly RuleGroup[] {
  if (!api.serves(prometheusRules)) return []
  return api.list(prometheusRules).flatMap((object: ApiObject) =>
    (object.spec?.groups ?? []).map(
      (group: {name: string; interval?: string; rules?: Rule[]}): RuleGroup => ({
        name: group.name,
        file: `/etc/prometheus/rules/${object.metadata.namespace}-${object.metadata.name}-${object.metadata.uid}.yaml`,
        intervalMs: durationOf(group.interval ?? '') ?? intervalMs,
        rules: group.rules ?? [],
      }),
    ),
  )
}

/**
 * The alerts of a rule at a moment. Nothing is kept between two questions: since when an alert has been active is read
 * from what the expression gave before.
 */
export function alertsOf(source: SeriesSource, rule: Rule, now: number): readonly Alert[] {
  const holdMs = durationOf(rule.for ?? '') ?? 0
  const end = Math.floor(now / intervalMs) * intervalMs
  const start = end - Math.ceil((holdMs + sightMs) / intervalMs) * intervalMs
  const result = rangeQuery(source, String(rule.expr), {start, end, step: intervalMs})
  if (result.type !== 'matrix') return []
  return result.series.flatMap((series) => {
    const activeAt = beginOfRun(series, end)
    if (activeAt === undefined) return []
    const {__name__: _, ...labels} = series.labels
    const value = series.values.at(-1) ?? Number.NaN
    const state = end - activeAt >= holdMs ? 'firing' : 'pending'
    const all = {...labels, ...rule.labels, alertname: rule.alert ?? ''}
    return [{labels: all, annotations: expanded(rule.annotations ?? {}, labels, value), state, activeAt, value}]
  })
}

function beginOfRun({times}: MatrixSeries, end: number): number | undefined {
  let begin = end
  if (times.at(-1) !== end) return undefined
  for (const time of times.toReversed()) {
    if (begin - time > intervalMs) break
    begin = time
  }
  return begin
}

/** The two forms of Go's templates that rules use: `{{ $labels.x }}` and `{{ $value }}`. */
const expanded = (annotations: Labels, labels: Labels, value: number): Labels =>
  Object.fromEntries(
    Object.entries(annotations).map(([name, text]) => [
      name,
      text.replace(/\{\{\s*(?:\$labels\.(\w+)|(\$value)[^}]*)\s*\}\}/g, (_, label: string | undefined) =>
        label === undefined ? String(value) : (labels[label] ?? ''),
      ),
    ]),
  )

/**
 * A source with the series that rules make of it: recorded ones, and `ALERTS`. Worked out when they are asked for; a rule
 * sees what the others record, never itself.
 */
export const withRules = (source: SeriesSource, groups: readonly RuleGroup[]): SeriesSource =>
  withEach(
    source,
    groups.flatMap(({rules}) => rules),
  )

const withEach = (source: SeriesSource, rules: readonly Rule[]): SeriesSource => ({
  *series(from, to, name) {
    yield* source.series(from, to, name)
    for (const rule of rules) {
      const made = rule.record ?? (rule.alert === undefined ? undefined : 'ALERTS')
      if (made === undefined || (name !== undefined && name !== made)) continue
      const others = withEach(
        source,
        rules.filter((other) => other !== rule && other.record !== undefined),
      )
      yield* rule.record === undefined ? alerting(others, rule, to) : recorded(others, rule, from, to)
    }
  },
})

function recorded(source: SeriesSource, rule: Rule, from: number, to: number): TimeSeries[] {
  const start = Math.ceil(from / intervalMs) * intervalMs
  if (start > to) return []
  const result = rangeQuery(source, String(rule.expr), {start, end: to, step: intervalMs})
  if (result.type !== 'matrix') return []
  return result.series.map(({labels, times, values}) => ({
    labels: {...labels, ...rule.labels, __name__: rule.record ?? ''},
    samples: (): Samples => ({times, values}),
  }))
}

function alerting(source: SeriesSource, rule: Rule, to: number): TimeSeries[] {
  return alertsOf(source, rule, to).map(({labels, state, activeAt}) => ({
    labels: {...labels, __name__: 'ALERTS', alertstate: state},
    samples: (from, end): Samples => {
      const times: number[] = []
      for (let time = Math.max(activeAt, Math.ceil(from / intervalMs) * intervalMs); time <= end; time += intervalMs)
        times.push(time)
      return {times, values: times.map(() => 1)}
    },
  }))
}
