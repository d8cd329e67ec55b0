import {goRegexp} from '@ome/kinds/validation/go-regexp'
import type {Labels, SeriesSource} from '../series-source.ts'
import type {Expr, Matcher, Shift, VectorSelector} from './ast.ts'
import {QueryError, type Window} from './values.ts'

/** How long a sample stands for its series when no newer one comes. */
export const lookbackMs = 300_000
/** Step of a subquery that names none. */
export const defaultStepMs = 60_000
const mostSamples = 20_000_000

/** A series with the samples that a query may need. */
export interface Loaded {
  readonly labels: Labels
  readonly times: readonly number[]
  readonly values: readonly (number | undefined)[]
  /** Without the marks of endings, for windows. */
  readonly solid: Window
}

/** The times at which an expression is evaluated. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A pattern of a query always means the whole text. */
export const wholly = (pattern: string): string => `^(?:${pattern})$`

/** A test of labels against all matchers. */
export function matches(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map(({label, operator, value}): ((labels: Labels) => boolean) => {
    if (operator === '=') return (labels) => (labels[label] ?? '') === value
    if (operator === '!=') return (labels) => (labels[label] ?? '') !== value
    const pattern = goRegexp(wholly(value), {dotAll: true})
    return (labels) => pattern.test(labels[label] ?? '') === (operator === '=~')
  })
  return (labels) => tests.every((test) => test(labels))
}

/** The moment a selector looks at, for an evaluation at `time` of a query over `span`. */
export function shifted({offsetMs, at}: Shift, time: number, span: Span): number {
  const base = at === undefined ? time : at === 'start' ? span.from : at === 'end' ? span.to : at
  return base - offsetMs
}

/** Fetches once, for every selector of an expression, all samples that evaluating it in `span` can look at. */
export function load(source: SeriesSource, expr: Expr, span: Span): Map<VectorSelector, readonly Loaded[]> {
  const loaded = new Map<VectorSelector, readonly Loaded[]>()
  let count = 0

  const fetch = (selector: VectorSelector, {from, to}: Span): void => {
    const name = selector.matchers.find(({label, operator}) => label === '__name__' && operator === '=')?.value
    const test = matches(selector.matchers)
    const found: Loaded[] = []
    for (const series of source.series(from, to, name)) {
      if (!test(series.labels)) continue
      const {times, values} = series.samples(from, to)
      if (times.length === 0) continue
      count += times.length
      if (count > mostSamples)
        throw new QueryError('query processing would load too many samples into memory in query execution')
      found.push({labels: series.labels, times, values, solid: solidOf(series.labels, times, values)})
    }
    loaded.set(selector, found)
  }
  const visit = (node: Expr, times: Span): void => {
    const moved = (shift: Shift, backMs: number): Span => ({
      from: shifted(shift, times.from, span) - backMs,
      to: shifted(shift, times.to, span),
    })
    switch (node.type) {
      case 'selector':
        fetch(node, moved(node, lookbackMs))
        break
      case 'matrix':
        fetch(node.selector, moved(node.selector, node.rangeMs))
        break
      case 'subquery':
        visit(node.expr, moved(node, node.rangeMs))
        break
      case 'call':
        for (const arg of node.args) visit(arg, times)
        break
      case 'aggregate':
        if (node.parameter) visit(node.parameter, times)
        visit(node.expr, times)
        break
      case 'binary':
        visit(node.left, times)
        visit(node.right, times)
        break
      case 'unary':
      case 'paren':
        visit(node.expr, times)
        break
    }
  }
  visit(expr, span)
  return loaded
}

function solidOf(labels: Labels, times: readonly number[], values: readonly (number | undefined)[]): Window {
  const solid = values.filter((value) => value !== undefined)
  if (solid.length === values.length) return {labels, times, values: solid}
  return {labels, times: times.filter((_, index) => values[index] !== undefined), values: solid}
}

/** How many of the ascending numbers are at most `limit`. */
export function countUpTo(times: readonly number[], limit: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
