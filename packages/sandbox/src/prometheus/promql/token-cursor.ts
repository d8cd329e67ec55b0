import {ParseError} from './ast.ts'
import {type Token, tokenize} from './lexer.ts'

/** Tokens of an expression, read from left to right, with the refusals of what comes unexpectedly. */
export class TokenCursor {
  readonly #query: string
  readonly #tokens: readonly Token[]
  readonly #end: Token
  #index = 0

  constructor(query: string) {
    this.#query = query
    this.#tokens = tokenize(query)
    this.#end = {kind: 'end', text: '', value: 0, start: query.length, end: query.length}
  }

  /** The token that comes next, or one that comes `ahead` after it. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#index + ahead] ?? this.#end
  }

  advance(): void {
    this.#index++
  }

  error(message: string, token = this.peek()): ParseError {
    return new ParseError(this.#query, token.start, message)
  }

  unexpected(where: string, wanted = ''): ParseError {
    const {kind, text} = this.peek()
    const open = this.#open()
    if (kind === 'end' && open !== undefined) return this.error(unclosed[open] ?? '')
    if (text === ')' && open !== '(')
      return new ParseError(this.#query, this.peek().end, `unexpected right parenthesis '${text}'`)
    const context = `${where ? ` in ${where}` : ''}${wanted ? `, expected ${wanted}` : ''}`
    return this.error(`unexpected ${describe(this.peek())}${context}`)
  }

  /** The bracket that is open where the next token stands; of several, the outermost round one. */
  #open(): string | undefined {
    const stack: string[] = []
    for (const {kind, text} of this.#tokens.slice(0, this.#index)) {
      if (kind !== 'symbol') continue
      if ('([{'.includes(text)) stack.push(text)
      else if (')]}'.includes(text)) stack.pop()
    }
    return stack.at(-1)
  }

  is(text: string): boolean {
    const {kind, text: found} = this.peek()
    return kind === 'symbol' ? found === text : kind === 'identifier' && found.toLowerCase() === text
  }

  take(text: string): boolean {
    if (!this.is(text)) return false
    this.#index++
    return true
  }

  expect(text: string, where: string): void {
    if (!this.take(text)) throw this.unexpected(where, where === '' ? '' : JSON.stringify(text))
  }
}

const unclosed: Readonly<Record<string, string>> = {
  '(': 'unclosed left parenthesis',
  '[': 'unclosed left bracket',
  '{': 'unexpected end of input inside braces',
}

function describe({kind, text}: Token): string {
  if (kind === 'end') return 'end of input'
  if (kind === 'string') return `string ${JSON.stringify(text)}`
  if (kind === 'number' || kind === 'duration') return `${kind} ${JSON.stringify(text)}`
  if (kind === 'identifier') return `identifier ${JSON.stringify(text)}`
  return /[(){}[\],]/.test(text) ? JSON.stringify(text) : `<op:${text}>`
}
