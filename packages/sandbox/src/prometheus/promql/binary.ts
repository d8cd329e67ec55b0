import type {Labels} from '../series-source.ts'
import type {Binary, Matching} from './ast.ts'
import {isComparison} from './check.ts'
import {dropLabels, keepLabels, labelText, memo, signature, withoutName} from './labels.ts'
import {QueryError, type VectorSample} from './values.ts'

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
  atan2: Math.atan2,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
}

/** Two numbers; a comparison gives 1 or 0. */
export const calculate = (operator: string, a: number, b: number): number => operations[operator]?.(a, b) ?? Number.NaN

/** A vector and a number, on whichever side it stands. */
export function vectorWithScalar(
  {operator, bool}: Binary,
  vector: readonly VectorSample[],
  scalar: number,
  scalarIsLeft: boolean,
): VectorSample[] {
  const filters = isComparison(operator) && !bool
  return vector.flatMap(({labels, value}) => {
    const result = scalarIsLeft ? calculate(operator, scalar, value) : calculate(operator, value, scalar)
    if (filters) return result ? [{labels, value}] : []
    return [{labels: withoutName(labels), value: result}]
  })
}

/** The labels by which two vectors are matched, remembered for each set of labels seen. */
export function matchKey(matching: Matching | undefined): (labels: Labels) => string {
  const names = matching?.labels ?? []
  if (matching?.on) return memo((labels: Labels) => signature(keepLabels(labels, names)))
  return memo((labels: Labels) => signature(dropLabels(labels, [...names, '__name__'])))
}

/** `and`, `or`, `unless`. */
export function setOperation(
  operator: string,
  left: readonly VectorSample[],
  right: readonly VectorSample[],
  key: (labels: Labels) => string,
): VectorSample[] {
  if (operator === 'or') {
    const there = new Set(left.map(({labels}) => key(labels)))
    return [...left, ...right.filter(({labels}) => !there.has(key(labels)))]
  }
  const there = new Set(right.map(({labels}) => key(labels)))
  return left.filter(({labels}) => there.has(key(labels)) === (operator === 'and'))
}

/** Two vectors, matched by `key`: one to one, or many to one with `group_left` and `group_right`. */
export function vectorWithVector(
  {operator, bool, matching}: Binary,
  left: readonly VectorSample[],
  right: readonly VectorSample[],
  key: (labels: Labels) => string,
): VectorSample[] {
  const swapped = matching?.group === 'right'
  const [many, one] = swapped ? [right, left] : [left, right]
  const partners = uniqueByKey(one, key, swapped ? 'left' : 'right')
  const used = new Set<string>()
  return many.flatMap((sample) => {
    const match = key(sample.labels)
    const partner = partners.get(match)
    if (!partner) return []
    const [a, b] = swapped ? [partner.value, sample.value] : [sample.value, partner.value]
    const result = calculate(operator, a, b)
    if (isComparison(operator) && !bool && !result) return []
    const value = isComparison(operator) && !bool ? a : result
    const labels = resultLabels(sample.labels, partner.labels, matching, !isComparison(operator) || bool)
    const claim = matching?.group ? signature(labels) : match
    if (used.has(claim))
      throw new QueryError(
        matching?.group
          ? 'multiple matches for labels: grouping labels must ensure unique matches'
          : 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      )
    used.add(claim)
    return [{labels, value}]
  })
}

function uniqueByKey(
  side: readonly VectorSample[],
  key: (labels: Labels) => string,
  name: 'left' | 'right',
): Map<string, VectorSample> {
  const partners = new Map<string, VectorSample>()
  for (const sample of side) {
    const match = key(sample.labels)
    const other = partners.get(match)
    if (other) {
      const group = labelText(Object.fromEntries(JSON.parse(match)))
      throw new QueryError(
        `found duplicate series for the match group ${group} on the ${name} hand-side of the operation: [${labelText(sample.labels)}, ${labelText(other.labels)}];many-to-many matching not allowed: matching labels must be unique on one side`,
      )
    }
    partners.set(match, sample)
  }
  return partners
}

function resultLabels(many: Labels, one: Labels, matching: Matching | undefined, dropsName: boolean): Labels {
  const base = dropsName ? withoutName(many) : many
  if (!matching) return base
  if (!matching.group) return matching.on ? keepLabels(base, matching.labels) : dropLabels(base, matching.labels)
  const labels: Record<string, string> = {...base}
  for (const name of matching.include) {
    const value = one[name]
    if (value) labels[name] = value
    else delete labels[name]
  }
  return labels
}
