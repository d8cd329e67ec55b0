import {type GoRegexp, goRegexp} from '@ome/kinds/validation/go-regexp'
import type {Labels} from '../series-source.ts'
import {dropLabels} from './labels.ts'
import {wholly} from './select.ts'
import {QueryError, type VectorSample} from './values.ts'

const isLabelName = (text: string): boolean => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text)

const withLabel = (labels: Labels, name: string, value: string): Labels =>
  value === '' ? dropLabels(labels, [name]) : {...labels, [name]: value}

/** `label_replace(v, destination, replacement, source, pattern)`. */
export function labelReplace(
  vector: readonly VectorSample[],
  [destination = '', replacement = '', source = '', pattern = '']: readonly string[],
): VectorSample[] {
  if (!isLabelName(destination))
    throw new QueryError(`invalid destination label name in label_replace(): ${destination}`)
  const expression = patternOf(pattern)
  return vector.map(({labels, value}) => {
    const found = expression.exec(labels[source] ?? '')
    if (!found) return {labels, value}
    const text = replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_, plain?: string, braced?: string) => {
      const group = plain ?? braced
      if (group === undefined) return '$'
      return (/^\d+$/.test(group) ? found.groups[Number(group)] : found.named[group]) ?? ''
    })
    return {labels: withLabel(labels, destination, text), value}
  })
}

function patternOf(pattern: string): GoRegexp {
  try {
    return goRegexp(wholly(pattern), {dotAll: true})
  } catch {
    throw new QueryError(`invalid regular expression in label_replace(): ${pattern}`)
  }
}

/** `label_join(v, destination, separator, source…)`. */
export function labelJoin(
  vector: readonly VectorSample[],
  [destination = '', separator = '', ...sources]: readonly string[],
): VectorSample[] {
  if (!isLabelName(destination)) throw new QueryError(`invalid destination label name in label_join(): ${destination}`)
  const wrong = sources.find((source) => !isLabelName(source))
  if (wrong !== undefined) throw new QueryError(`invalid source label name in label_join(): ${wrong}`)
  return vector.map(({labels, value}) => {
    const text = sources.map((source) => labels[source] ?? '').join(separator)
    return {labels: withLabel(labels, destination, text), value}
  })
}
