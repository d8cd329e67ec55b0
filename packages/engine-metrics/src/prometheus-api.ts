import {at, fields, list, number, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import {parseValue} from './prometheus-text.ts'

/** One series of an answer to an instant query. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One series of an answer to a range query: what was there at each step, and nothing where nothing was. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly {readonly atMs: number; readonly value: number}[]
}

export interface RangeSpan {
  readonly fromMs: number
  readonly toMs: number
  /** Prometheus refuses more than 11,000 steps. */
  readonly stepSeconds: number
}

/** A Prometheus, or a server that speaks as one. */
export interface Prometheus {
  /** Where it is, for people, without credentials. */
  readonly title: string
  /** Where programs in the cluster reach it, without credentials; absent where they may not. */
  readonly address?: string
  /** Throws when it refuses the expression or does not answer. */
  query(expression: string): Promise<readonly Series[]>
  /** As `query`, at every step of a span. */
  range(expression: string, span: RangeSpan): Promise<readonly RangeSeries[]>
  /** The alerts that its rules describe, whether they fire or not. */
  alertRules(): Promise<readonly AlertRule[]>
}

/** A rule for an alert, as the server evaluates it. */
export interface AlertRule {
  readonly group: string
  readonly name: string
  readonly expression: string
  readonly state: 'inactive' | 'pending' | 'firing' | 'unknown'
  /** When the oldest of its alerts became active. */
  readonly activeAt?: string
}

export const alertRulesPath = '/api/v1/rules?type=alert'

const alertStates = ['inactive', 'pending', 'firing'] as const

/** The rules of an answer of `/api/v1/rules`. Source: prometheus/prometheus `docs/querying/api.md`. */
export function toAlertRules(body: string | undefined, title: string): readonly AlertRule[] {
  const answer = parseAnswer(body)
  const groups = at(answer, 'data', 'groups')
  if (at(answer, 'status') !== 'success' || !Array.isArray(groups))
    throw new OmeError('failed', `${title} does not tell its rules`)
  return groups.flatMap((group) =>
    list(at(group, 'rules'))
      .filter((rule) => at(rule, 'type') === 'alerting')
      .map((rule): AlertRule => {
        const times = list(at(rule, 'alerts')).flatMap((alert) => text(at(alert, 'activeAt')) ?? [])
        const [activeAt] = times.sort()
        return {
          group: text(at(group, 'name')) ?? '',
          name: text(at(rule, 'name')) ?? '',
          expression: text(at(rule, 'query')) ?? '',
          state: alertStates.find((state) => state === at(rule, 'state')) ?? 'unknown',
          ...(activeAt !== undefined && {activeAt}),
        }
      }),
  )
}

/** Most series that an answer may have; a query of ours has few. */
const mostSeries = 10_000

/** Path and query of an instant query, below the server's base. */
export const queryPath = (expression: string): string => `/api/v1/query?query=${encodeURIComponent(expression)}`

/** Path and query of a range query, below the server's base. */
export const rangePath = (expression: string, {fromMs, toMs, stepSeconds}: RangeSpan): string =>
  `/api/v1/query_range?query=${encodeURIComponent(expression)}&start=${fromMs / 1000}&end=${toMs / 1000}&step=${stepSeconds}`

/** Most bytes of an answer; ours have a few lines. */
export const mostAnswerBytes = 8 * 2 ** 20

/**
 * The series of an answer of `/api/v1/query`: a vector, or a scalar as a series without labels. Undefined as body: there
 * was too much of it.
 */
export function toSeries(body: string | undefined, title: string): readonly Series[] {
  const {result, type} = resultOf(body, title)
  if (type === 'scalar') return [{labels: {}, value: valueIn(result)}]
  return result.slice(0, mostSeries).map((each) => ({labels: labelsOf(each), value: valueIn(list(at(each, 'value')))}))
}

/** The series of an answer of `/api/v1/query_range`. */
export const toRangeSeries = (body: string | undefined, title: string): readonly RangeSeries[] =>
  resultOf(body, title)
    .result.slice(0, mostSeries)
    .map((each) => ({
      labels: labelsOf(each),
      points: list(at(each, 'values'))
        .map(list)
        .map((pair) => ({atMs: (number(pair[0]) ?? Number.NaN) * 1000, value: valueIn(pair)})),
    }))

function resultOf(
  body: string | undefined,
  title: string,
): {readonly result: readonly unknown[]; readonly type: unknown} {
  if (body === undefined) throw new OmeError('failed', `${title} sent more than ${mostAnswerBytes / 2 ** 20} MiB`)
  const answer = parseAnswer(body)
  if (at(answer, 'status') === 'error')
    throw new OmeError('failed', `${title} refuses the query: ${text(at(answer, 'error')) ?? 'no reason given'}`)
  const result = at(answer, 'data', 'result')
  if (at(answer, 'status') !== 'success' || !Array.isArray(result))
    throw new OmeError('failed', `${title} does not answer as Prometheus does`, [
      'check its address: ome config get prometheus.url',
    ])
  return {result, type: at(answer, 'data', 'resultType')}
}

const labelsOf = (series: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields(at(series, 'metric'))).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
  )

/** Undefined for what is no JSON. */
export function parseAnswer(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body)
  } catch {
    // Whatever stands there speaks another language; who reads it says so.
    return undefined
  }
}

/** `[time, "value"]` */
const valueIn = (pair: readonly unknown[]): number => parseValue(text(pair[1]) ?? '') ?? Number.NaN

/** A value inside a selector of PromQL. */
export const quoted = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
