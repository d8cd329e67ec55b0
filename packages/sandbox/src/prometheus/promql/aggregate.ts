import {formatFloat} from '../number-format.ts'
import type {Labels} from '../series-source.ts'
import type {Aggregate} from './ast.ts'
import {dropLabels, keepLabels, memo, signature} from './labels.ts'
import {quantile} from './quantiles.ts'
import type {VectorSample} from './values.ts'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length
  return sum(values.map((value) => (value - mean) ** 2)) / values.length
}

const best = (values: readonly number[], wins: (a: number, b: number) => boolean): number =>
  values.reduce((held, value) => (wins(value, held) || Number.isNaN(held) ? value : held))

const reductions: Readonly<Record<string, (values: readonly number[], parameter: number) => number>> = {
  sum,
  avg: (values) => sum(values) / values.length,
  count: (values) => values.length,
  min: (values) => best(values, (a, b) => a < b),
  max: (values) => best(values, (a, b) => a > b),
  group: () => 1,
  stddev: (values) => Math.sqrt(variance(values)),
  stdvar: variance,
  quantile: (values, q) => quantile(q, values),
}

/** Puts labels into their groups, remembering the group of each set of labels it has seen. */
export function grouping({without, labels: names}: Pick<Aggregate, 'without' | 'labels'>): (labels: Labels) => Labels {
  if (without) return memo((labels) => dropLabels(labels, [...names, '__name__']))
  return memo((labels) => keepLabels(labels, names))
}

/** The result of an aggregation; `parameter` is the number or the label name in front of the vector. */
export function aggregate(
  operator: string,
  vector: readonly VectorSample[],
  group: (labels: Labels) => Labels,
  parameter: number | string,
): VectorSample[] {
  if (operator === 'count_values') return countValues(vector, group, String(parameter))
  const groups = Map.groupBy(vector, ({labels}) => signature(group(labels)))
  if (operator === 'topk' || operator === 'bottomk') {
    const sign = operator === 'topk' ? -1 : 1
    return [...groups.values()].flatMap((members) => ranked(members, sign, Number(parameter)))
  }
  const reduce = reductions[operator] ?? sum
  return [...groups.values()].flatMap((members) => {
    const [one] = members
    if (!one) return []
    return [
      {
        labels: group(one.labels),
        value: reduce(
          members.map(({value}) => value),
          Number(parameter),
        ),
      },
    ]
  })
}

function ranked(members: readonly VectorSample[], sign: 1 | -1, count: number): VectorSample[] {
  if (!(count >= 1)) return []
  const order = (a: number, b: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a === b ? 0 : sign * (a < b ? -1 : 1)
  }
  return [...members].sort((a, b) => order(a.value, b.value)).slice(0, Math.floor(count))
}

function countValues(
  vector: readonly VectorSample[],
  group: (labels: Labels) => Labels,
  label: string,
): VectorSample[] {
  const counts = new Map<string, {labels: Labels; value: number}>()
  for (const {labels, value} of vector) {
    const counted = {...group(labels), [label]: formatFloat(value)}
    const key = signature(counted)
    counts.set(key, {labels: counted, value: (counts.get(key)?.value ?? 0) + 1})
  }
  return [...counts.values()]
}
