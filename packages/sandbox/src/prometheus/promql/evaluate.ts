import {parseFloatText} from '../number-format.ts'
import type {Labels, SeriesSource} from '../series-source.ts'
import {aggregate, grouping} from './aggregate.ts'
import type {Aggregate, Binary, Call, Expr, MatrixSelector, Subquery, VectorSelector} from './ast.ts'
import {calculate, matchKey, setOperation, vectorWithScalar, vectorWithVector} from './binary.ts'
import {isSetOperator, typeOf} from './check.ts'
import {instantFunctions, timeFunctions} from './instant-functions.ts'
import {labelJoin, labelReplace} from './label-functions.ts'
import {dropLabels, memo, signature, withoutName} from './labels.ts'
import {bucketQuantile} from './quantiles.ts'
import {keepsName, rangeFunctions} from './range-functions.ts'
import {countUpTo, defaultStepMs, type Loaded, load, lookbackMs, type Span, shifted} from './select.ts'
import {QueryError, type VectorSample, type Window} from './values.ts'

interface Windows {
  readonly start: number
  readonly end: number
  readonly series: readonly Window[]
}

/** Evaluates one checked expression at moments of a span; `expired` tells that its time is up. */
export class Evaluation {
  readonly #span: Span
  readonly #loaded: ReadonlyMap<VectorSelector, readonly Loaded[]>
  readonly #expired: () => boolean
  readonly #groups = memo((node: Aggregate) => grouping(node))
  readonly #keys = memo((node: Binary) => matchKey(node.matching))
  readonly #subqueries = memo((_: Subquery) => new Map<number, readonly VectorSample[]>())

  constructor(source: SeriesSource, expr: Expr, span: Span, expired: () => boolean = () => false) {
    this.#span = span
    this.#loaded = load(source, expr, span)
    this.#expired = expired
  }

  scalar(expr: Expr, time: number): number {
    switch (expr.type) {
      case 'number':
        return expr.value
      case 'paren':
        return this.scalar(expr.expr, time)
      case 'unary':
        return expr.operator === '-' ? -this.scalar(expr.expr, time) : this.scalar(expr.expr, time)
      case 'binary':
        return calculate(expr.operator, this.scalar(expr.left, time), this.scalar(expr.right, time))
      case 'call':
        return this.#scalarCall(expr, time)
      default:
        throw new QueryError(`${expr.type} is no scalar`)
    }
  }

  vector(expr: Expr, time: number): readonly VectorSample[] {
    if (this.#expired()) throw new QueryError('query timed out in expression evaluation', 'timeout')
    switch (expr.type) {
      case 'selector':
        return this.#select(expr, time).map(({labels, value}) => ({labels, value}))
      case 'paren':
        return this.vector(expr.expr, time)
      case 'unary':
        return this.vector(expr.expr, time).map(({labels, value}) => ({
          labels: withoutName(labels),
          value: expr.operator === '-' ? -value : value,
        }))
      case 'aggregate':
        return aggregate(expr.operator, this.vector(expr.expr, time), this.#groups(expr), this.#parameter(expr, time))
      case 'binary':
        return this.#binary(expr, time)
      case 'call':
        return this.#call(expr, time)
      default:
        throw new QueryError(`${expr.type} is no instant vector`)
    }
  }

  /** The samples of a range vector that is a whole query. */
  windows(expr: Expr, time: number): readonly Window[] {
    return this.#windows(expr, time).series
  }

  #parameter({parameter}: Aggregate, time: number): number | string {
    if (!parameter) return 0
    return typeOf(parameter) === 'string' ? textOf(parameter) : this.scalar(parameter, time)
  }

  #select(selector: VectorSelector, time: number): {labels: Labels; value: number; time: number}[] {
    const moment = shifted(selector, time, this.#span)
    return (this.#loaded.get(selector) ?? []).flatMap(({labels, times, values}) => {
      const index = countUpTo(times, moment) - 1
      const value = values[index]
      const at = times[index] ?? 0
      return value === undefined || at < moment - lookbackMs ? [] : [{labels, value, time: at}]
    })
  }

  #windows(expr: Expr, time: number): Windows {
    if (expr.type === 'paren') return this.#windows(expr.expr, time)
    if (expr.type === 'matrix') return this.#matrix(expr, time)
    if (expr.type === 'subquery') return this.#subquery(expr, time)
    throw new QueryError(`${expr.type} is no range vector`)
  }

  #matrix({selector, rangeMs}: MatrixSelector, time: number): Windows {
    const end = shifted(selector, time, this.#span)
    const start = end - rangeMs
    const series = (this.#loaded.get(selector) ?? []).flatMap(({labels, solid}) => {
      const from = countUpTo(solid.times, start - 0.5)
      const to = countUpTo(solid.times, end)
      return to > from ? [{labels, times: solid.times.slice(from, to), values: solid.values.slice(from, to)}] : []
    })
    return {start, end, series}
  }

  #subquery(expr: Subquery, time: number): Windows {
    const end = shifted(expr, time, this.#span)
    const start = end - expr.rangeMs
    const step = expr.stepMs ?? defaultStepMs
    const known = this.#subqueries(expr)
    const series = new Map<string, {labels: Labels; times: number[]; values: number[]}>()
    for (let at = Math.ceil(start / step) * step; at <= end; at += step) {
      const samples = known.get(at) ?? this.vector(expr.expr, at)
      known.set(at, samples)
      for (const {labels, value} of samples) {
        const key = signature(labels)
        const one = series.get(key) ?? {labels, times: [], values: []}
        series.set(key, one)
        one.times.push(at)
        one.values.push(value)
      }
    }
    return {start, end, series: [...series.values()]}
  }

  #binary(expr: Binary, time: number): readonly VectorSample[] {
    const leftIsScalar = typeOf(expr.left) === 'scalar'
    if (leftIsScalar) return vectorWithScalar(expr, this.vector(expr.right, time), this.scalar(expr.left, time), true)
    const left = this.vector(expr.left, time)
    if (typeOf(expr.right) === 'scalar') return vectorWithScalar(expr, left, this.scalar(expr.right, time), false)
    const right = this.vector(expr.right, time)
    const key = this.#keys(expr)
    return isSetOperator(expr.operator)
      ? setOperation(expr.operator, left, right, key)
      : vectorWithVector(expr, left, right, key)
  }

  #scalarCall({name, args: [arg]}: Call, time: number): number {
    if (name === 'time') return time / 1000
    if (name === 'pi') return Math.PI
    const vector = arg ? this.vector(arg, time) : []
    return vector.length === 1 ? (vector[0]?.value ?? Number.NaN) : Number.NaN
  }

  #call(expr: Call, time: number): readonly VectorSample[] {
    const {name, args} = expr
    const overRange = rangeFunctions[name]
    if (overRange) return this.#overRange(expr, time)
    const [first] = args
    const ofValue = instantFunctions[name]
    if (ofValue && first) return this.#mapped(first, args.slice(1), time, ofValue)
    const ofTime = timeFunctions[name]
    if (ofTime) return first ? this.#mapped(first, [], time, ofTime) : [{labels: {}, value: ofTime(time / 1000)}]
    return this.#other(expr, time)
  }

  #mapped(
    vector: Expr,
    rest: readonly Expr[],
    time: number,
    map: (value: number, ...args: number[]) => number,
  ): VectorSample[] {
    const parameters = rest.map((arg) => this.scalar(arg, time))
    return this.vector(vector, time).map(({labels, value}) => ({
      labels: withoutName(labels),
      value: map(value, ...parameters),
    }))
  }

  #overRange({name, args}: Call, time: number): VectorSample[] {
    const range = args.find((arg) => typeOf(arg) === 'range vector')
    const reduce = rangeFunctions[name]
    if (!range || !reduce) return []
    const parameters = args.filter((arg) => arg !== range).map((arg) => this.scalar(arg, time))
    const {start, end, series} = this.#windows(range, time)
    return series.flatMap((window) => {
      const value = reduce(window, {start, end}, parameters)
      return value === undefined ? [] : [{labels: keepsName(name) ? window.labels : withoutName(window.labels), value}]
    })
  }

  #other({name, args}: Call, time: number): readonly VectorSample[] {
    const [first, second] = args
    if (!first) throw new QueryError(`${name} without an argument`)
    switch (name) {
      case 'vector':
        return [{labels: {}, value: this.scalar(first, time)}]
      case 'absent':
        return this.vector(first, time).length > 0 ? [] : [{labels: expectedLabels(first), value: 1}]
      case 'absent_over_time':
        return this.#windows(first, time).series.length > 0 ? [] : [{labels: expectedLabels(first), value: 1}]
      case 'sort':
        return sorted(this.vector(first, time), 1)
      case 'sort_desc':
        return sorted(this.vector(first, time), -1)
      case 'timestamp':
        return this.#timestamps(first, time)
      case 'histogram_quantile':
        return second ? histogramQuantile(this.scalar(first, time), this.vector(second, time)) : []
      case 'label_replace':
        return labelReplace(this.vector(first, time), args.slice(1).map(textOf))
      case 'label_join':
        return labelJoin(this.vector(first, time), args.slice(1).map(textOf))
      // What is left works on native histograms, and this Prometheus holds none.
      default:
        return []
    }
  }

  #timestamps(expr: Expr, time: number): VectorSample[] {
    if (expr.type === 'selector')
      return this.#select(expr, time).map(({labels, time: at}) => ({labels: withoutName(labels), value: at / 1000}))
    return this.vector(expr, time).map(({labels}) => ({labels: withoutName(labels), value: time / 1000}))
  }
}

const textOf = (expr: Expr): string =>
  expr.type === 'string' ? expr.value : expr.type === 'paren' ? textOf(expr.expr) : ''

function sorted(vector: readonly VectorSample[], sign: 1 | -1): VectorSample[] {
  return [...vector].sort((a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value))
      return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value))
    return sign * (a.value - b.value)
  })
}

/** The labels that the missing series would have: those its selector fixes once. */
function expectedLabels(expr: Expr): Labels {
  const selector = expr.type === 'selector' ? expr : expr.type === 'matrix' ? expr.selector : undefined
  const matchers = (selector?.matchers ?? []).filter(({label}) => label !== '__name__')
  return Object.fromEntries(
    matchers.flatMap(({label, operator, value}) =>
      operator === '=' && matchers.filter((other) => other.label === label).length === 1 ? [[label, value]] : [],
    ),
  )
}

const bucketGroup = memo((labels: Labels) => dropLabels(labels, ['__name__', 'le']))

function histogramQuantile(q: number, vector: readonly VectorSample[]): VectorSample[] {
  const buckets = vector.flatMap(({labels, value}) => {
    const bound = parseFloatText(labels['le'] ?? '')
    return bound === undefined ? [] : [{labels: bucketGroup(labels), bound, count: value}]
  })
  return [...Map.groupBy(buckets, ({labels}) => signature(labels)).values()].flatMap((group) =>
    group[0] ? [{labels: group[0].labels, value: bucketQuantile(q, group)}] : [],
  )
}
