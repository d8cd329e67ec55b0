/** Type of a PromQL expression, in the words of its error messages. */
export type ValueType = 'scalar' | 'instant vector' | 'range vector' | 'string'

/** `=`, `!=`, `=~`, `!~`. */
export interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** Where in time something is looked at: `offset` in milliseconds, `@` in milliseconds since the epoch. */
export interface Shift {
  offsetMs: number
  at?: number | 'start' | 'end'
}

export interface VectorSelector extends Shift {
  readonly type: 'selector'
  readonly name: string
  readonly matchers: readonly Matcher[]
}

export interface MatrixSelector {
  readonly type: 'matrix'
  readonly selector: VectorSelector
  readonly rangeMs: number
}

export interface Subquery extends Shift {
  readonly type: 'subquery'
  readonly expr: Expr
  readonly rangeMs: number
  /** Undefined: the server's evaluation interval. */
  readonly stepMs: number | undefined
}

export interface Call {
  readonly type: 'call'
  readonly name: string
  readonly args: readonly Expr[]
}

export interface Aggregate {
  readonly type: 'aggregate'
  readonly operator: string
  readonly expr: Expr
  readonly parameter: Expr | undefined
  readonly without: boolean
  readonly labels: readonly string[]
}

export interface Matching {
  readonly on: boolean
  readonly labels: readonly string[]
  readonly group: 'left' | 'right' | undefined
  readonly include: readonly string[]
}

export interface Binary {
  readonly type: 'binary'
  readonly operator: string
  readonly left: Expr
  readonly right: Expr
  readonly bool: boolean
  readonly matching: Matching | undefined
}

export interface Unary {
  readonly type: 'unary'
  readonly operator: '+' | '-'
  readonly expr: Expr
}

export interface Paren {
  readonly type: 'paren'
  readonly expr: Expr
}

export interface NumberLiteral {
  readonly type: 'number'
  readonly value: number
}

export interface StringLiteral {
  readonly type: 'string'
  readonly value: string
}

export type Expr =
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren
  | NumberLiteral
  | StringLiteral

/** An expression that cannot be read, with its place as Prometheus tells it. */
export class ParseError extends Error {
  override readonly name = 'ParseError'
  constructor(query: string, position: number, message: string) {
    const before = query.slice(0, position).split('\n')
    super(`${before.length}:${(before.at(-1)?.length ?? 0) + 1}: parse error: ${message}`)
  }
}
