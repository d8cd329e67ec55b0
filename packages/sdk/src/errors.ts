/** The words a failure is sorted under; each has one exit code (see {@link exitCodes}). */
export type ErrorKind =
  | 'failed'
  | 'usage'
  | 'unmet'
  | 'not-found'
  | 'denied'
  | 'conflict'
  | 'unreachable'
  | 'bug'
  | 'cancelled'

/** Process exit code per error kind. 0 is success and has no kind. */
export const exitCodes: Readonly<Record<ErrorKind, number>> = {
  failed: 1,
  usage: 2,
  unmet: 3,
  'not-found': 4,
  denied: 5,
  conflict: 6,
  unreachable: 7,
  bug: 70,
  cancelled: 130,
}

export interface ErrorDetails {
  readonly cause?: unknown
  /** The thing the error is about, as `kind/name`, a path or a URL without credentials. */
  readonly object?: string
  /** Overrides the kind's exit code, only for commands that keep another tool's contract (`diff`, `exec`). */
  readonly exitCode?: number
  /** What a program may want to know besides: keys beside `message` in the document of `-o json`, as plain data. */
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * The one error type of the product: what went wrong and with which object (`message`), and what to do next (`hints`,
 * each a sentence or a command that can be typed as it stands).
 */
export class OmeError extends Error {
  /** Recognised by this tag and never by `instanceof`: a plugin may carry its own copy of the sdk. */
  readonly omeError = 1
  readonly kind: ErrorKind
  readonly hints: readonly string[]
  readonly object: string | undefined
  readonly exitCode: number
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(kind: ErrorKind, message: string, hints: readonly string[] = [], details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause})
    this.name = 'OmeError'
    this.kind = kind
    this.hints = hints
    this.object = details.object
    this.exitCode = details.exitCode ?? exitCodes[kind]
    this.details = details.details
  }
}

/** True for an {@link OmeError} of any copy of the sdk. */
export const isOmeError = (error: unknown): error is OmeError =>
  error instanceof Error && (error as {omeError?: unknown}).omeError === 1
