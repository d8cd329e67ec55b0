import {parseFloatText} from './number-format.ts'
import {type Matcher, ParseError} from './promql/ast.ts'
import {typeOf} from './promql/check.ts'
import {durationOf} from './promql/lexer.ts'
import {parse, parseMatchers} from './promql/parser.ts'

/** A refusal in the API's envelope. */
export class Refusal extends Error {
  readonly code: number
  readonly type: string
  constructor(code: number, type: string, message: string) {
    super(message)
    this.code = code
    this.type = type
  }
}

/** A question that cannot be understood. */
export const bad = (message: string): Refusal => new Refusal(400, 'bad_data', message)

/** A parameter that cannot be understood. */
export const invalid = (parameter: string, message: string): Refusal =>
  bad(`invalid parameter ${JSON.stringify(parameter)}: ${message}`)

/** The type of an expression; refuses one that cannot be read. */
export function readable(text: string): string {
  try {
    return typeOf(parse(text))
  } catch (error) {
    if (error instanceof ParseError) throw invalid('query', error.message)
    throw error
  }
}

/** What a question sets for its evaluation. */
export function limits(query: URLSearchParams): {timeoutMs?: number} {
  return query.get('timeout') === null ? {} : {timeoutMs: durationParameter(query, 'timeout')}
}

/** A duration in milliseconds, given in seconds or as `5m`. */
export function durationParameter(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? ''
  const seconds = parseFloatText(text)
  const ms = seconds === undefined ? durationOf(text) : seconds * 1000
  if (ms === undefined || !Number.isFinite(ms))
    throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid duration`)
  return ms
}

/** A moment in milliseconds, given in seconds or as RFC 3339. */
export function timeOf(query: URLSearchParams, name: string, fallback?: number): number {
  const text = query.get(name)
  if ((text === null || text === '') && fallback !== undefined) return fallback
  const seconds = parseFloatText(text ?? '')
  const ms =
    seconds === undefined ? Date.parse(/^\d{4}-\d\d-\d\dT/.test(text ?? '') ? (text ?? '') : '') : seconds * 1000
  if (!Number.isFinite(ms)) throw invalid(name, `cannot parse ${JSON.stringify(text ?? '')} to a valid timestamp`)
  return Math.round(ms)
}

/** The time a question is about; all of it when it does not say. */
export function spanOf(query: URLSearchParams, now: number): {from: number; to: number} {
  return {from: timeOf(query, 'start', 0), to: timeOf(query, 'end', now)}
}

/** The selectors of `match[]`. */
export function matchersOf(query: URLSearchParams): (readonly Matcher[])[] {
  return query.getAll('match[]').map((text) => {
    try {
      return parseMatchers(text)
    } catch (error) {
      if (error instanceof ParseError) throw invalid('match[]', error.message)
      throw error
    }
  })
}
