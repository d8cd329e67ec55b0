import {PassThrough, Writable} from 'node:stream'
import type {Io} from './context.ts'
import {OmeError} from './errors.ts'
import {twins} from './output.ts'
import {plain} from './text.ts'

/** Where a question is asked, and what a person without a terminal uses instead. */
export interface AskOptions {
  readonly io: Io
  readonly signal: AbortSignal
  /** What answers the question on the command line, for example `--yes` or `a name`. */
  readonly instead: string
}

export interface Choice {
  readonly name: string
  /** Shown behind the name. */
  readonly hint?: string
}

/** Asks a yes-or-no question; no is the default. Throws `usage` without a terminal and `cancelled` on Ctrl-C. */
export async function confirm(question: string, options: AskOptions): Promise<boolean> {
  return (await ask('Confirm', {message: plain(question), initial: false}, options)) === true
}

/** Lets a person pick one of the names. Throws as {@link confirm}. */
export async function select(question: string, choices: readonly Choice[], options: AskOptions): Promise<string> {
  const shown = choices.map(({name, hint}) => ({
    name,
    message: plain(name),
    hint: hint === undefined ? '' : plain(hint),
  }))
  return String(
    await ask('Select', {message: plain(question), choices: shown, limit: Math.max(3, options.io.height - 4)}, options),
  )
}

/** Asks for a line of text. Throws as {@link confirm}. */
export async function input(question: string, options: AskOptions & {readonly initial?: string}): Promise<string> {
  return String(await ask('Input', {message: plain(question), initial: options.initial ?? ''}, options))
}

/** Asks for a text that is not shown while it is typed. Throws as {@link confirm}. */
export async function secret(question: string, options: AskOptions): Promise<string> {
  return String(await ask('Invisible', {message: plain(question)}, options))
}

interface PromptInstance {
  run(): Promise<unknown>
  cancel(): Promise<void>
}

type PromptClass = new (options: object) => PromptInstance

/** enquirer's marks for terminals without Unicode. */
const asciiSymbols = {
  pointer: '>',
  check: '+',
  cross: 'x',
  ellipsis: '...',
  prefix: {pending: '?', submitted: '+', cancelled: 'x'},
  separator: {pending: '>', submitted: '-', cancelled: '-'},
}

async function ask(
  kind: 'Confirm' | 'Select' | 'Input' | 'Invisible',
  question: object,
  {io, signal, instead}: AskOptions,
): Promise<unknown> {
  if (!io.canPrompt) {
    throw new OmeError('usage', 'there is no terminal to ask on', [`give the answer on the command line: ${instead}`])
  }
  const {default: enquirer} = await import('enquirer')
  const Prompt: PromptClass = Reflect.get(enquirer, kind)
  const keys = keyboard(io.stdin)
  const symbols = io.unicode ? {} : {symbols: asciiSymbols}
  const prompt = new Prompt({...question, ...symbols, name: 'answer', stdin: keys, stdout: terminal(io)})
  const stop = (): void => void prompt.cancel()
  const onKeys = (chunk: Buffer | string): void => {
    if (/[\u0003\u0004]/.test(String(chunk))) stop()
    else keys.write(chunk)
  }
  signal.addEventListener('abort', stop, {once: true})
  io.stdin.on('data', onKeys)
  io.stdin.resume()
  try {
    return await prompt.run()
  } catch (error) {
    // enquirer rejects with an empty text when a prompt is cancelled.
    if (error instanceof Error) throw error
    throw new OmeError('cancelled', 'cancelled')
  } finally {
    signal.removeEventListener('abort', stop)
    io.stdin.off('data', onKeys)
    io.stdin.pause()
  }
}

/**
 * A keyboard for enquirer that never carries Ctrl-C or Ctrl-D: readline would close itself on them, and enquirer 2.4
 * then fails with ERR_USE_AFTER_CLOSE on Node 24. They cancel the prompt instead.
 */
function keyboard(stdin: NodeJS.ReadableStream): PassThrough {
  const raw = 'setRawMode' in stdin && typeof stdin.setRawMode === 'function' ? stdin.setRawMode.bind(stdin) : undefined
  const keys = new PassThrough()
  return Object.assign(keys, {
    isTTY: true,
    isRaw: false,
    setRawMode(on: boolean) {
      if (this.isRaw !== on) raw?.(on)
      this.isRaw = on
      return keys
    },
  })
}

/** Questions are drawn on stderr: stdout may be piped. */
function terminal(io: Io): Writable {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      const text = String(chunk)
      io.err(twins(io, io.colour ? text : text.replaceAll(/\u001b\[[\d;]*m/g, '')))
      done()
    },
  })
  return Object.assign(stream, {columns: io.width, rows: io.height, isTTY: true})
}
