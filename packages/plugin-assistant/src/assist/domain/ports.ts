import type {Definition} from '../../calls/domain/definition.ts'

export interface RunOutcome {
  readonly code: number
  readonly out: string
  readonly err: string
  /** Characters that were not kept. */
  readonly leftOut: number
}

export interface RunBounds {
  /** Most characters of output that are kept. */
  readonly limit: number
  readonly timeoutMs: number
}

/** Runs commands of this program; a call must have been checked before its words come here. */
export interface Commands {
  readonly definitions: readonly Definition[]
  /** With the output kept, nobody to ask and nothing to read. */
  capture(words: readonly string[], bounds: RunBounds): Promise<RunOutcome>
  /** On the person's own terminal. Resolves to the exit code. */
  show(words: readonly string[]): Promise<number>
  /** Context and namespace that the next command uses. */
  target(): Promise<{readonly context?: string; readonly namespace: string}>
}

/** A short text that changes with every character of a long one. */
export type Digest = (text: string) => string
