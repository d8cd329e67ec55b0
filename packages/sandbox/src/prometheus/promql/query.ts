import type {Labels, SeriesSource} from '../series-source.ts'
import type {Expr} from './ast.ts'
import {typeOf} from './check.ts'
import {Evaluation} from './evaluate.ts'
import {labelText, signature} from './labels.ts'
import {parse} from './parser.ts'
import {QueryError, type VectorSample} from './values.ts'

/** Points of one series: milliseconds since the epoch, and values. */
export interface MatrixSeries {
  readonly labels: Labels
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** What a query gives, in the four forms of the API. */
export type QueryResult =
  | {readonly type: 'vector'; readonly time: number; readonly samples: readonly VectorSample[]}
  | {readonly type: 'matrix'; readonly series: readonly MatrixSeries[]}
  | {readonly type: 'scalar'; readonly time: number; readonly value: number}
  | {readonly type: 'string'; readonly time: number; readonly value: string}

export interface QueryOptions {
  /** Milliseconds of computing after which the query is given up. Default two minutes. */
  readonly timeoutMs?: number
}

const deadline = ({timeoutMs = 120_000}: QueryOptions): (() => boolean) => {
  const end = performance.now() + timeoutMs
  return () => performance.now() > end
}

/**
 * Answers an expression at one moment, in milliseconds since the epoch.
 * Throws ParseError for one that cannot be read, {@link QueryError} for one that cannot be answered.
 */
export function instantQuery(
  source: SeriesSource,
  query: string,
  time: number,
  options: QueryOptions = {},
): QueryResult {
  const expr = parse(query)
  const evaluation = new Evaluation(source, expr, {from: time, to: time}, deadline(options))
  switch (typeOf(expr)) {
    case 'scalar':
      return {type: 'scalar', time, value: evaluation.scalar(expr, time)}
    case 'string':
      return {type: 'string', time, value: stringOf(expr)}
    case 'range vector':
      return {type: 'matrix', series: inOrder(evaluation.windows(expr, time))}
    case 'instant vector': {
      const samples = evaluation.vector(expr, time)
      refuseDoubles(samples)
      return {type: 'vector', time, samples: isOrdered(expr) ? samples : samples.toSorted(byLabels)}
    }
  }
}

/** Answers an expression at every step between two moments; all in milliseconds. */
export function rangeQuery(
  source: SeriesSource,
  query: string,
  {start, end, step}: {readonly start: number; readonly end: number; readonly step: number},
  options: QueryOptions = {},
): QueryResult {
  const expr = parse(query)
  const type = typeOf(expr)
  const evaluation = new Evaluation(source, expr, {from: start, to: end}, deadline(options))
  const all = new Map<string, {labels: Labels; times: number[]; values: number[]}>()
  for (let time = start; time <= end; time += step) {
    const samples =
      type === 'scalar' ? [{labels: {}, value: evaluation.scalar(expr, time)}] : evaluation.vector(expr, time)
    for (const {labels, value} of samples) {
      const key = signature(labels)
      const series = all.get(key) ?? {labels, times: [], values: []}
      all.set(key, series)
      if (series.times.at(-1) === time) throw sameLabels()
      series.times.push(time)
      series.values.push(value)
    }
  }
  return {type: 'matrix', series: inOrder([...all.values()])}
}

const sameLabels = (): QueryError => new QueryError('vector cannot contain metrics with the same labelset')

function refuseDoubles(samples: readonly VectorSample[]): void {
  if (new Set(samples.map(({labels}) => signature(labels))).size < samples.length) throw sameLabels()
}

const stringOf = (expr: Expr): string =>
  expr.type === 'string' ? expr.value : expr.type === 'paren' ? stringOf(expr.expr) : ''

const isOrdered = (expr: Expr): boolean =>
  (expr.type === 'call' && expr.name.startsWith('sort')) ||
  (expr.type === 'aggregate' && /^(top|bottom)k$/.test(expr.operator)) ||
  (expr.type === 'paren' && isOrdered(expr.expr))

const byLabels = (a: {labels: Labels}, b: {labels: Labels}): number =>
  labelText(a.labels) < labelText(b.labels) ? -1 : 1

const inOrder = (series: readonly MatrixSeries[]): MatrixSeries[] => [...series].sort(byLabels)
