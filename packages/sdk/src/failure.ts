import {fileTrouble} from './disk/disk-trouble.ts'
import {isOmeError, OmeError} from './errors.ts'
import {nearest} from './nearest.ts'

/** What is known of the command line that failed. */
export interface FailureScene {
  /** Program name in hints. */
  readonly bin: string
  /** Words of the command, for example `get services`; absent before one was found. */
  readonly command?: string | undefined
  /** Long names of the flags it takes, for "did you mean". */
  readonly flags?: readonly string[]
  /** The command's signal was aborted: whatever failed, the person cancelled. */
  readonly aborted?: boolean
}

/**
 * Any thrown value as the one error type: ours stays, what the argument parser throws is `usage`, an aborted command is
 * `cancelled`, a disk that refuses is `failed`, everything else is our `bug`.
 */
export function toFailure(error: unknown, scene: FailureScene): OmeError {
  if (scene.aborted && !(isOmeError(error) && error.kind !== 'cancelled' && error.kind !== 'unreachable')) {
    return isOmeError(error) && error.kind === 'cancelled'
      ? error
      : new OmeError('cancelled', 'cancelled', [], {cause: error})
  }
  if (isOmeError(error)) return withUsageHint(flagError(error), scene)
  if (isParserError(error)) return usage(error, scene)
  const trouble = fileTrouble(error)
  if (trouble) return trouble
  const message = error instanceof Error ? error.message : String(error)
  return new OmeError(
    'bug',
    `internal error: ${message || 'no message'}`,
    [`report it with the output of: OME_DEBUG=1 ${[scene.bin, scene.command].filter(Boolean).join(' ')}`],
    {cause: error},
  )
}

interface ParserError extends Error {
  readonly oclif?: {readonly exit?: number}
  readonly flags?: unknown
  readonly args?: unknown
}

const isParserError = (error: unknown): error is ParserError =>
  error instanceof Error && 'oclif' in error && typeof error.oclif === 'object'

const helpHint = ({bin, command}: FailureScene): string => `see ${[bin, command].filter(Boolean).join(' ')} --help`

function withUsageHint(error: OmeError, scene: FailureScene): OmeError {
  if (error.kind !== 'usage' || error.hints.length > 0) return error
  return new OmeError('usage', error.message, [helpHint(scene)], {
    cause: error.cause,
    exitCode: error.exitCode,
    ...(error.object === undefined ? {} : {object: error.object}),
  })
}

/** The parser rewrites messages of errors thrown while a flag is read; this takes its frame off again. */
function flagError(error: OmeError): OmeError {
  const message = unframed(error.message)
  if (message === error.message) return error
  return new OmeError(error.kind, message, error.hints, {cause: error.cause, exitCode: error.exitCode})
}

function unframed(message: string): string {
  const framed = /^Parsing (--\S+) \n\t([\s\S]*)\nSee more help with --help$/.exec(message)
  if (!framed) return message
  const [, flag = '', text = ''] = framed
  // Many of our own texts begin with the flag, as they are shown elsewhere too.
  const rest =
    text.startsWith(`${flag} `) || text.startsWith(`${flag}:`) ? text.slice(flag.length + 1).trimStart() : text
  return `${flag}: ${lowerFirst(rest)}`
}

function usage(error: ParserError, scene: FailureScene): OmeError {
  if (Array.isArray(error.flags)) return unknownFlags(error.flags.map(String), scene)
  const missing = missingArgs(error)
  if (missing.length > 0)
    return new OmeError('usage', `missing argument${missing.length === 1 ? '' : 's'}: ${missing.join(', ')}`, [
      helpHint(scene),
    ])
  const message = unframed(withoutStyle(error.message)).replace(/\nSee more help with --help$/, '')
  return new OmeError('usage', reworded(message), [helpHint(scene)], {cause: error})
}

/** Names of the operands that are missing. The parser's text has them in a table with help texts, folded to the terminal. */
function missingArgs({args, message}: ParserError): readonly string[] {
  if (!Array.isArray(args) || !message.startsWith('Missing ')) return []
  return args.flatMap((arg: unknown) =>
    typeof arg === 'object' && arg !== null && 'name' in arg ? [String(arg.name)] : [],
  )
}

function unknownFlags(flags: readonly string[], scene: FailureScene): OmeError {
  const names = flags.map((flag) => flag.replace(/=.*$/, ''))
  const near = names.flatMap((name) => (name.startsWith('--') ? [nearest(name.slice(2), scene.flags ?? [])] : []))
  const suggestions = near.filter((name) => name !== undefined).map((name) => `did you mean --${name}?`)
  return new OmeError('usage', `unknown flag${names.length === 1 ? '' : 's'}: ${names.join(', ')}`, [
    ...suggestions,
    helpHint(scene),
  ])
}

/** The parser's own sentences in ours. Unknown ones pass through, first letter lowered. */
function reworded(message: string): string {
  const occurred = /^The following errors? occurred:\n\s*([\s\S]*)$/.exec(message)
  if (occurred)
    return (occurred[1] ?? '')
      .split('\n')
      .map((line) => lowerFirst(line.trim()).replace('flag ', 'flag --'))
      .join('; ')
  const option = /^Expected (\S+) to be one of: (.*)$/.exec(message)
  if (option) return `${option[1]}: not one of ${option[2]}`
  return lowerFirst(message)
}

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

const withoutStyle = (text: string): string => text.replaceAll(/\u001b\[[\d;]*m/g, '')
