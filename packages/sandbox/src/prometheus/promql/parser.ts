import {goRegexp, regexpProblem} from '@ome/kinds/validation/go-regexp'
import {
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  type Matcher,
  type Matching,
  ParseError,
  type Shift,
} from './ast.ts'
import {checkTypes} from './check.ts'
import {wholly} from './select.ts'
import {aggregations, signatures} from './signatures.ts'
import {TokenCursor} from './token-cursor.ts'

const precedence: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '>': 3,
  '<=': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
}

/** Reads an expression and checks its types. Throws {@link ParseError} in Prometheus' words. */
export function parse(query: string): Expr {
  const parser = new Parser(query)
  const expr = parser.whole()
  checkTypes(expr, (node, message, atOperator) => {
    const places = atOperator ? parser.operators : parser.starts
    throw new ParseError(query, places.get(node) ?? 0, message)
  })
  return expr
}

/** Reads a selector such as `up{job="x"}`, as `match[]` takes it. */
export function parseMatchers(query: string): readonly Matcher[] {
  const expr = new Parser(query).whole()
  if (expr.type !== 'selector') throw new ParseError(query, 0, 'expected a metric selector')
  return expr.matchers
}

class Parser {
  /** Where each expression begins, for messages. */
  readonly starts = new Map<Expr, number>()
  /** Where the operator of a binary expression stands. */
  readonly operators = new Map<Expr, number>()
  readonly #query: string
  readonly #tokens: TokenCursor

  constructor(query: string) {
    this.#query = query
    this.#tokens = new TokenCursor(query)
  }

  whole(): Expr {
    if (this.#tokens.peek().kind === 'end') throw this.#tokens.error('no expression found in input')
    const expr = this.#binary(1)
    if (this.#tokens.peek().kind !== 'end') throw this.#tokens.unexpected('')
    return expr
  }

  #made<Node extends Expr>(start: number, expr: Node): Node {
    this.starts.set(expr, start)
    return expr
  }

  #binary(least: number): Expr {
    const {start} = this.#tokens.peek()
    let left = this.#unary()
    for (;;) {
      const {kind, text, start: place} = this.#tokens.peek()
      const operator = text.toLowerCase()
      const rank = kind === 'symbol' || kind === 'identifier' ? precedence[operator] : undefined
      if (rank === undefined || rank < least) return left
      this.#tokens.advance()
      const bool = this.#tokens.take('bool')
      const matching = this.#matching()
      const right = this.#binary(operator === '^' ? rank : rank + 1)
      const node: Binary = {type: 'binary', operator, left, right, bool, matching}
      left = this.#made(start, node)
      this.operators.set(node, place)
    }
  }

  #matching(): Matching | undefined {
    const on = this.#tokens.take('on')
    if (!on && !this.#tokens.take('ignoring')) return undefined
    const labels = this.#labelList('grouping opts')
    const group = this.#tokens.take('group_left') ? 'left' : this.#tokens.take('group_right') ? 'right' : undefined
    return {on, labels, group, include: group && this.#tokens.is('(') ? this.#labelList('grouping opts') : []}
  }

  #unary(): Expr {
    const {start, text} = this.#tokens.peek()
    if (this.#tokens.is('-') || this.#tokens.is('+')) {
      this.#tokens.advance()
      const expr = this.#binary(6)
      const operator = text === '-' ? '-' : '+'
      if (expr.type === 'number')
        return this.#made(start, {type: 'number', value: operator === '-' ? -expr.value : expr.value})
      return this.#made(start, {type: 'unary', operator, expr})
    }
    return this.#postfix(start, this.#primary())
  }

  #postfix(start: number, first: Expr): Expr {
    let expr = first
    for (;;) {
      if (this.#tokens.is('[')) expr = this.#range(start, expr)
      else if (this.#tokens.is('offset')) this.#offset(expr)
      else if (this.#tokens.is('@')) this.#at(expr)
      else return expr
    }
  }

  #range(start: number, expr: Expr): Expr {
    const {start: place} = this.#tokens.peek()
    this.#tokens.advance()
    const rangeMs = this.#duration('matrix or subquery')
    if (!this.#tokens.take(':')) {
      this.#tokens.expect(']', 'matrix selector')
      if (expr.type !== 'selector') throw new ParseError(this.#query, place, 'ranges only allowed for vector selectors')
      if (expr.offsetMs !== 0) throw new ParseError(this.#query, place, 'no offset modifiers allowed before range')
      if (expr.at !== undefined) throw new ParseError(this.#query, place, 'no @ modifiers allowed before range')
      return this.#made(start, {type: 'matrix', selector: expr, rangeMs})
    }
    const stepMs = this.#tokens.is(']') ? undefined : this.#duration('subquery selector')
    this.#tokens.expect(']', 'subquery selector')
    return this.#made(start, {type: 'subquery', expr, rangeMs, stepMs, offsetMs: 0})
  }

  #duration(where: string): number {
    const {kind, value} = this.#tokens.peek()
    if (kind !== 'duration') throw this.#tokens.unexpected(where, 'duration')
    if (value === 0) throw this.#tokens.error('duration must be greater than 0')
    this.#tokens.advance()
    return value
  }

  #shifted(expr: Expr, word: string): Shift {
    if (expr.type === 'selector' || expr.type === 'subquery') return expr
    if (expr.type === 'matrix') return expr.selector
    throw this.#tokens.error(
      `${word} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
    )
  }

  #offset(expr: Expr): void {
    const shift = this.#shifted(expr, 'offset')
    this.#tokens.advance()
    const sign = this.#tokens.take('-') ? -1 : 1
    const {kind, value} = this.#tokens.peek()
    if (kind !== 'duration') throw this.#tokens.unexpected('offset', 'duration')
    if (shift.offsetMs !== 0)
      throw new ParseError(this.#query, this.starts.get(expr) ?? 0, 'offset may not be set multiple times')
    this.#tokens.advance()
    shift.offsetMs = sign * value
  }

  #at(expr: Expr): void {
    const shift = this.#shifted(expr, '@')
    this.#tokens.advance()
    if (shift.at !== undefined)
      throw new ParseError(this.#query, this.starts.get(expr) ?? 0, '@ <timestamp> may not be set multiple times')
    for (const word of ['start', 'end'] as const) {
      if (!this.#tokens.take(word)) continue
      this.#tokens.expect('(', '@')
      this.#tokens.expect(')', '@')
      shift.at = word
      return
    }
    const sign = this.#tokens.take('-') ? -1 : 1
    this.#tokens.take('+')
    const {kind, value} = this.#tokens.peek()
    if (kind !== 'number') throw this.#tokens.unexpected('@', 'timestamp')
    this.#tokens.advance()
    shift.at = Math.round(sign * value * 1000)
  }

  #primary(): Expr {
    const {kind, text, value, start} = this.#tokens.peek()
    if (kind === 'number') {
      this.#tokens.advance()
      return this.#made(start, {type: 'number', value})
    }
    if (kind === 'string') {
      this.#tokens.advance()
      return this.#made(start, {type: 'string', value: text})
    }
    if (this.#tokens.take('(')) {
      const expr = this.#binary(1)
      this.#tokens.expect(')', '')
      return this.#made(start, {type: 'paren', expr})
    }
    if (kind === 'identifier') return this.#word()
    if (this.#tokens.is('{')) return this.#selector(start, '')
    throw this.#tokens.unexpected('')
  }

  #word(): Expr {
    const {text, start} = this.#tokens.peek()
    const following = this.#tokens.peek(1)
    const lower = text.toLowerCase()
    const opens = following?.kind === 'symbol' && following.text === '('
    const groups = following?.kind === 'identifier' && /^(by|without)$/i.test(following.text)
    if (aggregations.has(lower) && (opens || groups)) return this.#aggregate(start, lower)
    if (opens) return this.#call(start, text)
    this.#tokens.advance()
    return this.#selector(start, text)
  }

  #call(start: number, name: string): Expr {
    if (!signatures.has(name)) throw this.#tokens.error(`unknown function with name ${JSON.stringify(name)}`)
    this.#tokens.advance()
    const node: Call = {type: 'call', name, args: this.#arguments()}
    return this.#made(start, node)
  }

  #arguments(): Expr[] {
    this.#tokens.expect('(', '')
    const args: Expr[] = []
    while (!this.#tokens.is(')')) {
      if (args.length > 0) this.#tokens.expect(',', '')
      args.push(this.#binary(1))
    }
    this.#tokens.advance()
    return args
  }

  #aggregate(start: number, operator: string): Expr {
    this.#tokens.advance()
    let grouping = this.#grouping()
    const args = this.#arguments()
    grouping ??= this.#grouping()
    const wanted = aggregations.get(operator) === undefined ? 1 : 2
    if (args.length === 0) throw new ParseError(this.#query, start, 'no arguments for aggregate expression provided')
    const expr = args.at(-1)
    if (!expr || args.length !== wanted)
      throw new ParseError(
        this.#query,
        start,
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      )
    const {without = false, labels = []} = grouping ?? {}
    const node: Aggregate = {
      type: 'aggregate',
      operator,
      expr,
      parameter: wanted === 2 ? args[0] : undefined,
      without,
      labels,
    }
    return this.#made(start, node)
  }

  #grouping(): {without: boolean; labels: readonly string[]} | undefined {
    const without = this.#tokens.take('without')
    return without || this.#tokens.take('by') ? {without, labels: this.#labelList('grouping opts')} : undefined
  }

  #labelList(where: string): string[] {
    this.#tokens.expect('(', where)
    const labels: string[] = []
    while (!this.#tokens.take(')')) {
      if (labels.length > 0 && !this.#tokens.take(',')) throw this.#tokens.unexpected(where, '"," or ")"')
      if (this.#tokens.take(')')) break
      if (this.#tokens.peek().kind !== 'identifier' || this.#tokens.peek().text.includes(':'))
        throw this.#tokens.unexpected(where, 'label')
      labels.push(this.#tokens.peek().text)
      this.#tokens.advance()
    }
    return labels
  }

  #selector(start: number, name: string): Expr {
    const matchers: Matcher[] = []
    if (this.#tokens.take('{')) this.#matchers(matchers)
    if (name !== '') {
      const twice = matchers.find(({label}) => label === '__name__')
      if (twice)
        throw new ParseError(
          this.#query,
          start,
          `metric name must not be set twice: ${JSON.stringify(name)} or ${JSON.stringify(twice.value)}`,
        )
      matchers.push({label: '__name__', operator: '=', value: name})
    }
    if (matchers.every(matchesEmpty))
      throw new ParseError(this.#query, start, 'vector selector must contain at least one non-empty matcher')
    return this.#made(start, {type: 'selector', name, matchers, offsetMs: 0})
  }

  #matchers(matchers: Matcher[]): void {
    while (!this.#tokens.take('}')) {
      if (matchers.length > 0 && !this.#tokens.take(',')) throw this.#tokens.unexpected('label matching', '"," or "}"')
      if (this.#tokens.take('}')) return
      const {kind, text: label, start} = this.#tokens.peek()
      if (kind !== 'identifier' || label.includes(':')) throw this.#tokens.unexpected('label matching', 'label')
      this.#tokens.advance()
      const operator = (['=', '!=', '=~', '!~'] as const).find((one) => this.#tokens.take(one))
      if (!operator) throw this.#tokens.unexpected('label matching', 'label matching operator')
      if (this.#tokens.peek().kind !== 'string') throw this.#tokens.unexpected('label matching', 'string')
      const value = this.#tokens.peek().text
      if (operator === '=~' || operator === '!~') this.#checkPattern(value, start)
      this.#tokens.advance()
      matchers.push({label, operator, value})
    }
  }

  #checkPattern(pattern: string, position: number): void {
    const problem = regexpProblem(wholly(pattern))
    if (problem !== undefined) throw new ParseError(this.#query, position, problem)
  }
}

function matchesEmpty({operator, value}: Matcher): boolean {
  if (operator === '=') return value === ''
  if (operator === '!=') return value !== ''
  return goRegexp(wholly(value), {dotAll: true}).test('') === (operator === '=~')
}
