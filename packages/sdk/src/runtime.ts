import type {Io} from './context.ts'
import type {OmeError} from './errors.ts'
import {type FailureScene, toFailure} from './failure.ts'
import {paintOf} from './style.ts'
import {plain, redact} from './text.ts'
import {escaped} from './yaml-dump.ts'

/** The streams and environment {@link processIo} looks at; `process` is one. */
export interface ProcessLike {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
  exit(code: number): never
}

/**
 * The terminal the program runs in. Width and height come from the terminal, else from COLUMNS and LINES, else 80×24;
 * colour obeys NO_COLOR, FORCE_COLOR and TERM=dumb; Unicode marks need a UTF-8 locale. A reader that closes our stdout
 * (`| head`) ends the program quietly with 0.
 */
export function processIo(process: ProcessLike): Io {
  const {stdin, stdout, stderr, env} = process
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  const dumb = env['TERM'] === 'dumb'
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    stdin,
    get width() {
      return stdout.columns || stderr.columns || positive(env['COLUMNS']) || 80
    },
    get height() {
      return stdout.rows || stderr.rows || positive(env['LINES']) || 24
    },
    isTTY: stdout.isTTY === true,
    errIsTTY: stderr.isTTY === true && !dumb,
    colour: hasColour(stdout.isTTY === true, env),
    unicode: hasUnicode(env),
    canPrompt: stdin.isTTY === true && stderr.isTTY === true && !dumb,
    onResize(listener) {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
  }
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text)
  return Number.isInteger(number) && number > 0 ? number : undefined
}

function hasColour(isTTY: boolean, env: ProcessLike['env']): boolean {
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTTY && env['TERM'] !== 'dumb'
}

/** POSIX precedence: the first of LC_ALL, LC_CTYPE, LANG that is set decides; without any, no UTF-8. */
function hasUnicode(env: ProcessLike['env']): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value)
  return /utf-?8/i.test(locale ?? '') || env['WT_SESSION'] !== undefined
}

export interface ReportOptions extends FailureScene {
  /** Value of `-o`, or what could be read of it. */
  readonly output?: string | undefined
  /** `--verbose`: the chain of causes. */
  readonly verbose?: boolean
  /** `OME_DEBUG`: the stack. */
  readonly debug?: boolean
}

/**
 * Writes an error in the one form – `error:` and `hint:` lines on stderr, one JSON line under `-o json|yaml` – and
 * returns the exit code. Ctrl-C prints nothing for people. Credentials are taken out of every text.
 */
export function reportError(error: unknown, io: Io, options: ReportOptions): number {
  if (isBrokenPipe(error)) return 0
  const failure = toFailure(error, options)
  if (options.output === 'json' || options.output === 'yaml') {
    io.err(`${errorDocument(failure, options)}\n`)
  } else if (!(failure.kind === 'cancelled' && options.aborted)) {
    const paint = paintOf({colour: io.colour && io.errIsTTY, unicode: io.unicode})
    io.err(
      errorLines(failure, options)
        .map((line) => `${paint.tone(safe(line), line.startsWith('error:') ? 'bad' : undefined)}\n`)
        .join(''),
    )
  }
  return failure.exitCode
}

function errorLines(failure: OmeError, {bin, verbose, debug}: ReportOptions): string[] {
  const causes = verbose || debug ? causeChain(failure) : []
  const shown = failure.kind === 'bug' && failure.cause instanceof Error ? failure.cause : failure
  return [
    `error: ${failure.message}`,
    ...causes.map((cause) => `cause: ${cause}`),
    ...failure.hints.map((hint) => `hint: ${inWordsOf(bin, hint)}`),
    ...(debug ? (shown.stack ?? '').split('\n').slice(1) : []),
  ]
}

function causeChain(failure: OmeError): string[] {
  const found: string[] = []
  for (let cause = failure.cause; cause instanceof Error && found.length < 8; cause = cause.cause)
    found.push(cause.message)
  return found
}

const safe = (line: string): string => plain(redact(line))

/**
 * A hint or note with the program as it is called here. Use cases write commands as `ome …`, at the beginning or behind a
 * colon or comma; a link of another name, or kubectl, calls them otherwise.
 */
export const inWordsOf = (bin: string, text: string): string =>
  bin === 'ome' ? text : text.replaceAll(/(^|[:,] |=\S+ )ome (?=[a-z])/g, (_, before: string) => `${before}${bin} `)

function errorDocument({kind, message, hints, object}: OmeError, {bin}: ReportOptions): string {
  const document = {
    error: {
      kind,
      message: safe(message),
      hints: hints.map((hint) => safe(inWordsOf(bin, hint))),
      ...(object === undefined ? {} : {object: safe(object)}),
    },
  }
  return JSON.stringify(document).replaceAll(/[\u007f-\u009f]/g, escaped)
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
