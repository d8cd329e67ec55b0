import type {CommandRunner} from '@ome/sdk/command-runner'
import type {Io} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'
import type {Session, Start} from '../domain/ports.ts'
import {ownKeyboard} from './own-keyboard.ts'
import {type Reader, startTail} from './tail.ts'

export interface SessionOptions {
  readonly runner: CommandRunner
  readonly io: Io
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Ends whatever runs. */
  readonly signal: AbortSignal
  /** Flags of the shell that count for each command: `--context staging`. */
  readonly flags: readonly string[]
}

export interface Interruptible extends Session {
  /** Ctrl-C. Returns false where nothing runs. */
  interrupt(): boolean
}

/** Runs commands one after another on the terminal. */
export function session(options: SessionOptions): Interruptible {
  let current: {interrupt(): void} | undefined
  let {flags} = options
  return {
    async run(start) {
      // A choice that is made here counts more than the one the shell was started with.
      if (start.words[0] === 'cluster' && start.words[1] === 'use') flags = []
      const running = begin(start, {...options, flags})
      current = running
      try {
        return await running.ended
      } finally {
        current = undefined
      }
    },
    async print(text, tail) {
      if (!tail) options.io.out(plain(text))
      const reader = tail && startTail(tail, options)
      reader?.write(text)
      return (await reader?.end()) ?? 0
    },
    interrupt() {
      current?.interrupt()
      return current !== undefined
    },
  }
}

function begin(start: Start, {runner, io, env, cwd, signal, flags}: SessionOptions) {
  const aborts = new AbortController()
  const {promise: givenUp, resolve: giveUp} = Promise.withResolvers<number>()
  const stop = (): void => aborts.abort(new OmeError('cancelled', 'cancelled', [], {cause: signal.reason}))
  const ended = async (): Promise<number> => {
    signal.addEventListener('abort', stop, {once: true})
    const tail = start.tail && startTail(start.tail, {cwd, env})
    const own = ownIo(io, tail)
    tail?.onGone(() => aborts.abort(new OmeError('cancelled', 'nobody reads on')))
    try {
      const running = runner.run(withFlags(start.words, flags), {
        io: own.io,
        signal: aborts.signal,
        asCalled: !start.isPhrase,
      })
      const code = await Promise.race([running, givenUp])
      const rest = tail === undefined ? 0 : await Promise.race([tail.end(), givenUp])
      // The reader that goes before the end has what it wanted.
      return code !== 0 && !(tail && code === 130 && !wasInterrupted) ? code : rest
    } finally {
      signal.removeEventListener('abort', stop)
      own.close()
    }
  }
  let wasInterrupted = false
  return {
    ended: ended(),
    interrupt() {
      if (wasInterrupted) {
        io.err(`\nnote: "${start.words.join(' ')}" does not end; left alone\n`)
        giveUp(130)
      }
      wasInterrupted = true
      stop()
    },
  }
}

/** The shell's own connection flags, where the line names no other. */
function withFlags(words: readonly string[], flags: readonly string[]): readonly string[] {
  if (flags.length === 0) return words
  const end = words.indexOf('--')
  const at = end < 0 ? words.length : end
  const typed = words.slice(0, at)
  const missing: string[] = []
  for (const flag of flags) {
    const [name = ''] = flag.split('=')
    if (
      !typed.some((word) => word === name || word.startsWith(`${name}=`) || (name === '--namespace' && word === '-n'))
    )
      missing.push(flag)
  }
  return [...typed, ...missing, ...words.slice(at)]
}

/** Streams of one command, which nothing is written to after its end. The next prompt begins on a line of its own. */
function ownIo(io: Io, tail: Reader | undefined) {
  const keyboard = ownKeyboard(io.stdin)
  let isClosed = false
  let isInLine = false
  const note = (text: string): string => {
    if (text !== '') isInLine = !text.endsWith('\n')
    return text
  }
  const own: Io = Object.create(io, {
    out: {value: (text: string) => isClosed || (tail ? tail.write(text) : io.out(note(text)))},
    err: {value: (text: string) => isClosed || io.err(note(text))},
    stdin: {get: () => keyboard.stdin},
    ...(tail ? {isTTY: {value: false}, draws: {value: false}, colour: {value: false}} : {}),
  })
  return {
    io: own,
    close(): void {
      isClosed = true
      keyboard.close()
      if (isInLine && !tail && io.isTTY) io.err('\n')
    },
  }
}
