/** A piece of a word. `isQuoted`: what it stands for is neither split nor matched against file names. */
export type Part =
  | {readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean}
  | {
      readonly kind: 'variable'
      readonly name: string
      /** `-`, `:=`, `##`, … of `${name##word}`; `#` before the name asks for its length. */
      readonly operator: string
      readonly word: Word
      readonly isQuoted: boolean
    }
  | {readonly kind: 'command'; readonly script: Script; readonly isQuoted: boolean}
  | {readonly kind: 'arithmetic'; readonly text: Word; readonly isQuoted: boolean}

export type Word = readonly Part[]

export interface Redirect {
  readonly descriptor: number
  readonly operator: '<' | '>' | '>>' | '>&' | '<&' | '<<'
  /** A file name, the number of a descriptor, or the text of a here-document. */
  readonly target: Word
}

export interface Assignment {
  readonly name: string
  readonly value: Word
}

export type Command =
  | {
      readonly kind: 'simple'
      readonly assignments: readonly Assignment[]
      readonly words: readonly Word[]
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'group'
      readonly body: Script
      readonly isSubshell: boolean
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'if'
      readonly branches: readonly {readonly test: Script; readonly body: Script}[]
      readonly otherwise: Script
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'loop'
      readonly test: Script
      readonly isUntil: boolean
      readonly body: Script
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'for'
      readonly name: string
      /** Undefined: the positional parameters. */
      readonly words: readonly Word[] | undefined
      readonly body: Script
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'case'
      readonly word: Word
      readonly branches: readonly {readonly patterns: readonly Word[]; readonly body: Script}[]
      readonly redirects: readonly Redirect[]
    }
  | {readonly kind: 'function'; readonly name: string; readonly body: Command; readonly redirects: readonly Redirect[]}

export interface Pipeline {
  readonly commands: readonly Command[]
  readonly isNegated: boolean
}

export interface Step {
  /** What the outcome of the step before must have been. */
  readonly when: 'always' | 'success' | 'failure'
  readonly pipeline: Pipeline
}

export interface Statement {
  readonly steps: readonly Step[]
  readonly isBackground: boolean
}

export type Script = readonly Statement[]

/** Thrown for text that is no script of this shell; `isIncomplete` when more text could make it one. */
export class SyntaxProblem extends Error {
  readonly isIncomplete: boolean
  constructor(message: string, isIncomplete = false) {
    super(message)
    this.name = 'SyntaxProblem'
    this.isIncomplete = isIncomplete
  }
}
