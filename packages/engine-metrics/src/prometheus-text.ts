/** One line of a scrape. `value` may be NaN or infinite, as it was written. */
export interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'

/** What a `/metrics` page said. */
export interface Exposition {
  readonly samples: ReadonlyMap<string, readonly Sample[]>
  /** By the name of the family: of a histogram without `_bucket`, of an OpenMetrics counter without `_total`. */
  readonly types: ReadonlyMap<string, MetricType>
  /** Lines that are no samples: a page of another kind has nothing else. */
  readonly badLines: number
  /** There was more than is taken; what stands here was at its beginning. */
  readonly isCut: boolean
}

export interface TextLimits {
  /** Characters of the page that are looked at. */
  readonly characters?: number
  readonly samples?: number
}

const mostCharacters = 16 * 2 ** 20
const mostSamples = 200_000
/** Longer ones are no lines of any exporter. */
const mostLineCharacters = 16_384
const mostLabels = 64

/**
 * A page in the text format of Prometheus (0.0.4), or in that of OpenMetrics, whose exemplars and times are left out.
 * Never throws: lines that cannot be read are counted. Source: prometheus/docs, `exposition_formats.md`.
 */
export function parsePrometheusText(text: string, limits: TextLimits = {}): Exposition {
  const {characters = mostCharacters, samples: most = mostSamples} = limits
  const samples = new Map<string, Sample[]>()
  const types = new Map<string, MetricType>()
  const length = Math.min(text.length, characters)
  let badLines = 0
  let count = 0
  let start = 0
  while (start < length && count < most) {
    const found = text.indexOf('\n', start)
    const end = found < 0 || found > length ? length : found
    // The last line of a page that is cut is no whole line.
    if (end === length && length < text.length) break
    const line = end - start > mostLineCharacters ? undefined : text.slice(start, end).trim()
    start = end + 1
    if (line === '') continue
    if (line?.startsWith('#')) {
      readComment(line, types)
      continue
    }
    const sample = line === undefined ? undefined : parseSample(line)
    if (!sample) badLines++
    else {
      count++
      const known = samples.get(sample.name)
      if (known) known.push(sample)
      else samples.set(sample.name, [sample])
    }
  }
  return {samples, types, badLines, isCut: length < text.length || start < length}
}

const typeWords: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'untyped',
  unknown: 'untyped',
}

function readComment(line: string, types: Map<string, MetricType>): void {
  const [, word, name, type] = line.split(/\s+/, 4)
  if (word !== 'TYPE' || name === undefined || type === undefined || types.size >= mostSamples) return
  types.set(name, Object.hasOwn(typeWords, type) ? (typeWords[type] ?? 'untyped') : 'untyped')
}

/** `name{label="value",…} value [time] [# exemplar]` */
function parseSample(line: string): Sample | undefined {
  const nameEnd = endOfWord(line, 0)
  if (nameEnd === 0) return undefined
  let at = afterBlanks(line, nameEnd)
  let labels: ReadonlyMap<string, string> = noLabels
  if (line[at] === '{') {
    const read = parseLabels(line, at + 1)
    if (!read) return undefined
    labels = read.labels
    at = afterBlanks(line, read.end)
  }
  if (at === nameEnd) return undefined
  let end = at
  while (end < line.length && !isBlank(line, end)) end++
  const value = parseValue(line.slice(at, end))
  return value === undefined ? undefined : {name: line.slice(0, nameEnd), labels, value}
}

const noLabels: ReadonlyMap<string, string> = new Map()

interface ReadLabels {
  readonly labels: ReadonlyMap<string, string>
  /** Behind the closing brace. */
  readonly end: number
}

function parseLabels(line: string, from: number): ReadLabels | undefined {
  const labels = new Map<string, string>()
  let at = afterBlanks(line, from)
  while (line[at] !== '}') {
    const nameEnd = endOfWord(line, at)
    const equals = afterBlanks(line, nameEnd)
    const quote = afterBlanks(line, equals + 1)
    if (nameEnd === at || line[equals] !== '=' || line[quote] !== '"' || labels.size >= mostLabels) return undefined
    const value = parseText(line, quote + 1)
    if (!value) return undefined
    labels.set(line.slice(at, nameEnd), value.text)
    at = afterBlanks(line, value.end)
    if (line[at] === ',') at = afterBlanks(line, at + 1)
    else if (line[at] !== '}') return undefined
  }
  return {labels, end: at + 1}
}

function parseText(line: string, from: number): {readonly text: string; readonly end: number} | undefined {
  let end = from
  let isEscaped = false
  while (end < line.length && line[end] !== '"') {
    if (line[end] === '\\') {
      isEscaped = true
      end++
    }
    end++
  }
  if (end >= line.length) return undefined
  const text = line.slice(from, end)
  return {text: isEscaped ? text.replaceAll(/\\(.)/g, unescaped) : text, end: end + 1}
}

const unescaped = (whole: string, letter: string): string =>
  letter === 'n' ? '\n' : letter === '\\' || letter === '"' ? letter : whole

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const infinity = /^([+-]?)inf(?:inity)?$/i

/** A number as exporters write it, also `NaN`, `+Inf` and `-Inf`; undefined for other texts. */
export function parseValue(text: string): number | undefined {
  if (numberForm.test(text)) return Number(text)
  if (/^nan$/i.test(text)) return Number.NaN
  const sign = infinity.exec(text)?.[1]
  if (sign === undefined) return undefined
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function endOfWord(line: string, from: number): number {
  let at = from
  while (at < line.length && isWordCharacter(line.charCodeAt(at), at > from)) at++
  return at
}

const isWordCharacter = (code: number, isInside: boolean): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  code === 58 ||
  (isInside && code >= 48 && code <= 57)

const isBlank = (line: string, at: number): boolean => line[at] === ' ' || line[at] === '\t'

function afterBlanks(line: string, from: number): number {
  let at = from
  while (isBlank(line, at)) at++
  return at
}
