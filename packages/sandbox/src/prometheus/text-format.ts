import {parseFloatText} from './number-format.ts'
import type {Labels} from './series-source.ts'

export interface MetricFamily {
  readonly type: string
  readonly help: string
}

/** What a process says of itself. */
export interface Exposition {
  /** `series` is a name with its labels as they stand in the text; {@link labelsOf} reads it. */
  readonly samples: readonly {readonly series: string; readonly value: number}[]
  readonly families: ReadonlyMap<string, MetricFamily>
}

const label = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y
const comment = /^#\s+(HELP|TYPE)\s+(\S+)\s*(.*)$/

/** Reads Prometheus' text format. Throws an Error that shows the line which is not in it. */
export function parseExposition(text: string): Exposition {
  const families = new Map<string, MetricFamily>()
  const samples: {series: string; value: number}[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    if (line.startsWith('#')) readComment(line, families)
    else samples.push(readSample(line))
  }
  return {samples, families}
}

function readComment(line: string, families: Map<string, MetricFamily>): void {
  const [, word, name = '', rest = ''] = comment.exec(line) ?? []
  if (!word) return
  const known = families.get(name) ?? {type: 'unknown', help: ''}
  families.set(name, word === 'TYPE' ? {...known, type: rest.trim()} : {...known, help: rest})
}

function readSample(line: string): {series: string; value: number} {
  const brace = line.lastIndexOf('}')
  const end = brace < 0 ? line.search(/\s/) : brace + 1
  const value = end < 0 ? undefined : parseFloatText(line.slice(end).trim().split(/\s+/)[0] ?? '')
  if (value === undefined) throw new Error(`expected a sample, got ${JSON.stringify(line)}`)
  return {series: line.slice(0, end), value}
}

const seriesName = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\s*\{(.*)\})?$/

/** The labels of a series as it stands in the text, its name under `__name__`; empty ones are no labels. */
export function labelsOf(series: string): Labels {
  const [, name, inside = ''] = seriesName.exec(series) ?? []
  if (name === undefined) throw new Error(`expected a series, got ${JSON.stringify(series)}`)
  const labels: Record<string, string> = {__name__: name}
  label.lastIndex = 0
  while (label.lastIndex < inside.length) {
    const at = label.lastIndex
    const found = label.exec(inside)
    if (!found) throw new Error(`expected a label at ${JSON.stringify(inside.slice(at, at + 40))} of ${name}`)
    const text = unescaped(found[2] ?? '')
    if (text !== '') labels[found[1] ?? ''] = text
  }
  return labels
}

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)) : text

const suffix = /_(bucket|count|sum|total)$/

/** True for a series that only grows: by its type where it has one, else by its name. */
export function isCounter(name: string, families: ReadonlyMap<string, MetricFamily>): boolean {
  const family = families.get(name) ?? families.get(name.replace(suffix, ''))
  if (!family || family.type === 'unknown') return suffix.test(name)
  return family.type === 'counter' || (family.type !== 'gauge' && suffix.test(name))
}
