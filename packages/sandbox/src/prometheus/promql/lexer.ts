import {parseFloatText} from '../number-format.ts'
import {ParseError} from './ast.ts'

export interface Token {
  readonly kind: 'number' | 'duration' | 'identifier' | 'string' | 'symbol' | 'end'
  /** The text as written; of a string, what it means. */
  readonly text: string
  /** A number, or the milliseconds of a duration. */
  readonly value: number
  readonly start: number
  readonly end: number
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
}

const space = /(?:\s+|#[^\n]*)+/y
const identifier = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const duration = /(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?(?![a-zA-Z0-9_])/y
const number = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![a-zA-Z0-9_])/y
const symbol = /==|!=|=~|!~|<=|>=|[-+*/%^<>=(){}[\],:@]/y
const quoted = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/y

/** The milliseconds of a duration such as `5m` or `1h30m`; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  duration.lastIndex = 0
  if (text === '' || duration.exec(text)?.[0] !== text) return undefined
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0),
    0,
  )
}

/** Cuts an expression into tokens, an `end` behind the last. */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = []
  let position = 0
  let inBrackets = false

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position
    const found = pattern.exec(query)
    return found?.[0] ? found : null
  }
  const add = (kind: Token['kind'], length: number, text: string, value = 0): void => {
    tokens.push({kind, text, value, start: position, end: position + length})
    position += length
  }

  for (;;) {
    position += match(space)?.[0].length ?? 0
    if (position >= query.length) break
    const span = match(duration)?.[0]
    const digits = span ? undefined : match(number)?.[0]
    const colon: boolean = inBrackets && query[position] === ':'
    const word: string | undefined = span || digits || colon ? undefined : match(identifier)?.[0]
    const sign: string | undefined = span || digits || word ? undefined : match(symbol)?.[0]
    if (span) add('duration', span.length, span, durationOf(span))
    else if (digits && inBrackets) throw new ParseError(query, position, 'missing unit character in duration')
    else if (digits) add('number', digits.length, digits, parseFloatText(digits) ?? Number(digits))
    else if (word) addWord(word)
    else if (sign) {
      inBrackets = sign === '[' || (inBrackets && sign !== ']')
      add('symbol', sign.length, sign)
    } else addString()
  }
  tokens.push({kind: 'end', text: '', value: 0, start: query.length, end: query.length})
  return tokens

  function addWord(word: string): void {
    const lower = word.toLowerCase()
    if (lower === 'inf' || lower === 'nan') add('number', word.length, word, parseFloatText(lower))
    else add('identifier', word.length, word)
  }

  function addString(): void {
    const found = match(quoted)
    if (found) {
      const [whole, double, single, raw] = found
      add('string', whole.length, raw ?? unquote(query, position, double ?? single ?? ''))
      return
    }
    const character = query.slice(position, position + 1)
    if (/["'`]/.test(character))
      throw new ParseError(query, position, `unterminated ${character === '`' ? 'raw ' : 'quoted '}string`)
    if (/\d/.test(character)) {
      const text = /[\w.]+/.exec(query.slice(position))?.[0] ?? character
      throw new ParseError(
        query,
        position,
        inBrackets
          ? `bad duration syntax: ${JSON.stringify(/^\d+/.exec(text)?.[0] ?? text)}`
          : `bad number or duration syntax: ${JSON.stringify(text)}`,
      )
    }
    throw new ParseError(query, position, `unexpected character: '${character}'`)
  }
}

const escapes: Readonly<Record<string, string>> = {a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v'}

function unquote(query: string, position: number, text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/g, (_, sequence: string) => {
    if (sequence.length > 1) {
      const code = /^[xuU]/.test(sequence) ? Number.parseInt(sequence.slice(1), 16) : Number.parseInt(sequence, 8)
      return String.fromCodePoint(Math.min(code, 0x10ffff))
    }
    if (sequence in escapes) return escapes[sequence] ?? ''
    if (/[\\"'`]/.test(sequence)) return sequence
    throw new ParseError(
      query,
      position,
      `unknown escape sequence U+00${sequence.charCodeAt(0).toString(16).toUpperCase()} '${sequence}'`,
    )
  })
}
