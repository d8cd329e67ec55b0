const indicators = /^[-?:,[\]{}#&*!|>'"%@`]/
const needsQuotesInside = /: |:$| #|^[\s]|[\s]$/
const resolvesElsewhere =
  /^(?:~|null|y|n|yes|no|on|off|true|false|<<|[-+]?\.inf|\.nan)$|^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]+(?:e[-+]?[0-9]+)?)$|^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$|^\d{4}-\d\d?-\d\d?(?:[Tt\s].*)?$/i
const unprintable =
  /[^\n\u0020-\u007e\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * A value as YAML in kubectl's style: keys sorted, lists not indented under their key, `|` for texts of several lines,
 * double quotes around texts that would be read as something else (`"yes"`, `"017"`, `"1e3"`). Ends with a newline.
 * Undefined members are left out, as in JSON.
 */
export function dumpYaml(value: unknown): string {
  return `${node(jsonValue(value), 0, false).replace(/^\n/, '')}\n`
}

/** Several documents in one stream, separated by `---`. */
export function dumpYamlDocuments(values: readonly unknown[]): string {
  return values.map(dumpYaml).join('---\n')
}

type Json = string | number | boolean | null | Json[] | {[key: string]: Json}

function jsonValue(value: unknown): Json {
  const text = JSON.stringify(value)
  return text === undefined ? null : JSON.parse(text)
}

/** Text behind a `key:` or `-`; nested collections begin with a newline unless `inline` (first item behind a dash). */
function node(value: Json, depth: number, inline: boolean): string {
  if (Array.isArray(value)) return list(value, depth, inline)
  if (value !== null && typeof value === 'object') return map(value, depth, inline)
  return typeof value === 'string' ? string(value, depth) : String(value)
}

function list(items: readonly Json[], depth: number, inline: boolean): string {
  if (items.length === 0) return '[]'
  const pad = '  '.repeat(depth)
  const text = items.map((item) => `${pad}- ${node(item, depth + 1, true)}`).join('\n')
  return inline ? text.slice(pad.length) : `\n${text}`
}

function map(fields: {readonly [key: string]: Json}, depth: number, inline: boolean): string {
  const keys = Object.keys(fields).sort(compareKeys)
  if (keys.length === 0) return '{}'
  const pad = '  '.repeat(depth)
  const text = keys
    .map((key) => {
      const value = fields[key] ?? null
      const nested = node(value, Array.isArray(value) ? depth : depth + 1, false)
      return `${pad}${scalarKey(key)}:${nested.startsWith('\n') ? '' : ' '}${nested}`
    })
    .join('\n')
  return inline ? text.slice(pad.length) : `\n${text}`
}

/**
 * go-yaml's order of keys: numbers inside names by value (`p9` before `p50`), letters behind other characters.
 */
export function compareKeys(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const x = a[at]
  const y = b[at]
  if (x === undefined || y === undefined) return a.length - b.length
  const [isLetterX, isLetterY] = [isLetter(x), isLetter(y)]
  if (isLetterX !== isLetterY) return isLetterX ? 1 : -1
  const byValue = isLetterX ? 0 : digitsValue(a, at) - digitsValue(b, at) || digitsEnd(a, at) - digitsEnd(b, at)
  return byValue || (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0)
}

const isLetter = (character: string): boolean => /\p{L}/u.test(character)
const isDigit = (character: string | undefined): boolean => character !== undefined && /\p{Nd}/u.test(character)

function digitsEnd(text: readonly string[], from: number): number {
  let end = from
  while (isDigit(text[end])) end++
  return end
}

/** The number that begins here; digits before it count as one in front when a zero could hide them. */
function digitsValue(text: readonly string[], from: number): number {
  let start = from
  while (isDigit(text[start - 1])) start--
  const lead = text.slice(start, from).some((digit) => digit !== '0') ? '1' : ''
  return Number(lead + text.slice(from, digitsEnd(text, from)).join('') || 0)
}

function scalarKey(key: string): string {
  return key.includes('\n') ? quoted(key) : string(key, 0)
}

function string(text: string, depth: number): string {
  if (text === '') return '""'
  if (resolvesElsewhere.test(text) || unprintable.test(text)) return quoted(text)
  if (text.includes('\n')) return block(text, depth)
  if (indicators.test(text) || needsQuotesInside.test(text) || /^(?:---|\.\.\.)(?:\s|$)/.test(text)) {
    return isPlainAfterIndicator(text) ? text : `'${text.replaceAll("'", "''")}'`
  }
  return text
}

/** `-x`, `?x` and `:x` are plain texts although they begin with an indicator. */
function isPlainAfterIndicator(text: string): boolean {
  return /^[-?:][^\s]/.test(text) && !needsQuotesInside.test(text) && !text.startsWith('---')
}

function block(text: string, depth: number): string {
  if (/^\s/.test(text) || /[ \t]\n/.test(text) || / $/.test(text) || /^\n*$/.test(text)) return quoted(text)
  const pad = '  '.repeat(Math.max(1, depth))
  const chomp = text.endsWith('\n\n') ? '|+' : text.endsWith('\n') ? '|' : '|-'
  const body = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
  return [chomp, ...body.map((line) => (line === '' ? '' : pad + line))].join('\n')
}

function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, escaped)
}

/** A character as `\uXXXX`, which JSON and YAML both read. */
export function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
