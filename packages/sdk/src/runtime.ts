import type {Io} from './context.ts'
import type {OmeError} from './errors.ts'
import {type FailureScene, toFailure} from './failure.ts'
import {paintOf} from './style.ts'
import {plain, redact} from './text.ts'
import {escaped} from './yaml-dump.ts'

export interface ReportOptions extends FailureScene {
  /** Value of `-o`, or what could be read of it. */
  readonly output?: string | undefined
  /** The connection flags that were typed, for the commands of hints. */
  readonly connection?: string | undefined
  /** `--verbose`: the chain of causes. */
  readonly verbose?: boolean
  /** `OME_DEBUG`: the stack. */
  readonly debug?: boolean
}

/**
 * Writes an error in the one form – `error:` and `hint:` lines on stderr, one JSON line under `-o json|yaml` – and
 * returns the exit code. Ctrl-C prints nothing for people, unless the command has
 * something to tell about it in hints. Credentials are taken out of every text.
 */
export function reportError(error: unknown, io: Io, options: ReportOptions): number {
  if (isBrokenPipe(error)) return 0
  const failure = toFailure(error, options)
  if (options.output === 'json' || options.output === 'yaml') {
    io.err(`${errorDocument(failure, options)}\n`)
  } else if (failure.kind === 'cancelled' && options.aborted && failure.hints.length === 0) {
    // The terminal shows ^C where the cursor was; what follows begins a line of its own.
    if (io.errIsTTY) io.err('\n')
  } else {
    const paint = paintOf({colour: io.colour && io.errIsTTY, unicode: io.unicode})
    if (options.aborted && io.errIsTTY) io.err('\n')
    io.err(
      errorLines(failure, options)
        .map((line) => `${paint.tone(safe(line), line.startsWith('error:') ? 'bad' : undefined)}\n`)
        .join(''),
    )
  }
  return failure.exitCode
}

function errorLines(failure: OmeError, {bin, connection, verbose, debug}: ReportOptions): string[] {
  const causes = verbose || debug ? causeChain(failure) : []
  const shown = failure.kind === 'bug' && failure.cause instanceof Error ? failure.cause : failure
  return [
    `error: ${failure.kind === 'bug' ? inOneLine(failure.message) : failure.message}`,
    ...causes.map((cause) => `cause: ${inOneLine(cause)}`),
    ...failure.hints.map((hint) => `hint: ${inWordsOf(bin, hint, connection)}`),
    ...(debug ? (shown.stack ?? '').split('\n').slice(1) : []),
  ]
}

function causeChain(failure: OmeError): string[] {
  const found: string[] = []
  for (let cause = failure.cause; cause instanceof Error && found.length < 8; cause = cause.cause)
    found.push(cause.message)
  return found
}

/** What somebody threw is one line. Errors of ours have lines of their own where they list things. */
const inOneLine = (text: string): string => text.trim().replaceAll(/\s*[\r\n]\s*/g, ' ')

const safe = (line: string): string => plain(redact(line))

/**
 * A hint or note with the program as it is called here. Use cases write commands as `ome …`, at the beginning of a line or behind a
 * colon or comma; a link of another name, or kubectl, calls them otherwise. The connection flags that were typed come
 * behind the program, so that the command asks the same cluster; a text that has them already stays.
 */
export function inWordsOf(bin: string, text: string, connection = ''): string {
  if (bin === 'ome' && connection === '') return text
  const flags = connection === '' || text.includes(connection) ? '' : `${connection} `
  return text.replaceAll(
    /(^ *|[:,] |=\S+ )(ome|kubectl(?! ome)) (?=[a-z]|--context )/gm,
    (_, before: string, program: string) => `${before}${program === 'ome' ? bin : program} ${flags}`,
  )
}

function errorDocument({kind, message, hints, object, details}: OmeError, {bin, connection}: ReportOptions): string {
  const error = {
    ...details,
    kind,
    message,
    hints: hints.map((hint) => inWordsOf(bin, hint, connection)),
    ...(object === undefined ? {} : {object}),
  }
  const document = JSON.stringify({error}, (_, value) => (typeof value === 'string' ? safe(value) : value))
  return document.replaceAll(/[\u007f-\u009f]/g, escaped)
}

const isBrokenPipe = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE'

/**
 * Thrown by a command after its error was reported, and understood by oclif's own handler: the process ends with
 * `oclif.exit` and nothing more is printed.
 */
export class Exit extends Error {
  readonly skipOclifErrorHandling = true
  readonly code = 'EEXIT'
  readonly oclif: {readonly exit: number}

  constructor(exit: number) {
    super(`exit ${exit}`)
    this.name = 'Exit'
    this.oclif = {exit}
  }
}

/** The exit code an {@link Exit} (of any copy of the sdk, or oclif's own) carries; undefined for other errors. */
export function exitCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIT' || !('oclif' in error)) return undefined
  const {oclif} = error
  return typeof oclif === 'object' && oclif !== null && 'exit' in oclif && typeof oclif.exit === 'number'
    ? oclif.exit
    : undefined
}

/** The word behind `-o` in a command line that was not parsed, for {@link reportError}. */
export function outputWord(argv: readonly string[]): string | undefined {
  for (const [index, word] of argv.entries()) {
    if (word === '--') return undefined
    if (word === '-o' || word === '--output') return argv[index + 1]
    const joined = /^(?:-o=?|--output=)(.+)$/.exec(word)
    if (joined) return joined[1]
  }
  return undefined
}
