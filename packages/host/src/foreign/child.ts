import {type ChildProcess, type StdioOptions, spawn} from 'node:child_process'
import type {Readable} from 'node:stream'

export interface ChildWish {
  readonly file: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly signal: AbortSignal
  /** Piped in; absent: the program reads nothing. */
  readonly input?: NodeJS.ReadableStream
  /** The program inherits the terminal, and Ctrl-C is its own. Nothing passes through `onOut` and `onErr`. */
  readonly terminal?: boolean
  readonly onOut: (bytes: Buffer) => void
  readonly onErr: (bytes: Buffer) => void
}

export interface ChildEnd {
  /** Absent when a signal ended it. */
  readonly code?: number
  readonly signal?: string
}

/** How long a program may take to put things in order before it is killed. The host itself ends after five seconds. */
const graceMs = 3000
/** How long what a program left behind may keep its output open. */
const lingerMs = 500

/**
 * Runs a program to its end, in a process group of its own. When the signal aborts, the group is asked to end and then
 * killed; the same happens when this process ends. What `onOut` and `onErr` throw ends the program and is thrown.
 */
export async function runChild(wish: ChildWish): Promise<ChildEnd> {
  const {file, argv, env, cwd, signal, input, terminal = false, onOut, onErr} = wish
  signal.throwIfAborted()
  const stdio: StdioOptions = terminal ? 'inherit' : [input ? 'pipe' : 'ignore', 'pipe', 'pipe']
  const child = spawn(file, argv, {cwd, env, stdio, detached: !terminal, windowsHide: true})
  const group = groupOf(child, terminal)
  const release = terminal ? leaveInterrupts() : () => undefined
  const onExit = (): void => group.kill('SIGKILL')
  let killing: NodeJS.Timeout | undefined
  const stop = (): void => {
    group.kill('SIGTERM')
    killing ??= setTimeout(() => group.kill('SIGKILL'), graceMs)
  }
  process.once('exit', onExit)
  signal.addEventListener('abort', stop, {once: true})
  const stopFeeding = input && feed(child, input)
  try {
    return await ended(child, {onOut, onErr, stop, kill: () => group.kill('SIGKILL')})
  } finally {
    clearTimeout(killing)
    stopFeeding?.()
    signal.removeEventListener('abort', stop)
    process.off('exit', onExit)
    release()
  }
}

interface Ends {
  readonly onOut: (bytes: Buffer) => void
  readonly onErr: (bytes: Buffer) => void
  readonly stop: () => void
  readonly kill: () => void
}

function ended(child: ChildProcess, {onOut, onErr, stop, kill}: Ends): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    let failure: unknown
    let lingering: NodeJS.Timeout | undefined
    const take = (write: (bytes: Buffer) => void) => (bytes: Buffer) => {
      if (failure !== undefined) return
      try {
        write(bytes)
      } catch (error) {
        failure = error
        stop()
      }
    }
    child.stdout?.on('data', take(onOut))
    child.stderr?.on('data', take(onErr))
    child.once('error', reject)
    child.once('exit', () => {
      lingering = setTimeout(() => {
        kill()
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, lingerMs)
    })
    child.once('close', (code, signal) => {
      clearTimeout(lingering)
      if (failure !== undefined) reject(failure)
      else resolve(code === null ? {signal: signal ?? 'SIGKILL'} : {code})
    })
  })
}

/** A whole process group, or where a terminal is shared the program alone. */
function groupOf(child: ChildProcess, terminal: boolean): {kill(signal: NodeJS.Signals): void} {
  return {
    kill(signal) {
      if (child.pid === undefined) return
      try {
        process.kill(terminal || process.platform === 'win32' ? child.pid : -child.pid, signal)
      } catch (error) {
        // ESRCH: it has ended already.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
    },
  }
}

/** A program that ends before it has read everything is no error. */
function feed(child: ChildProcess, input: NodeJS.ReadableStream): () => void {
  const {stdin} = child
  if (!stdin) return () => undefined
  stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') child.emit('error', error)
  })
  input.pipe(stdin)
  return () => {
    input.unpipe(stdin)
    ;(input as Readable).destroy?.()
  }
}

/** While a program has the terminal, Ctrl-C reaches it directly and must not end this process. */
function leaveInterrupts(): () => void {
  const listeners = process.listeners('SIGINT')
  const ignore = (): void => undefined
  process.removeAllListeners('SIGINT')
  process.on('SIGINT', ignore)
  return () => {
    process.off('SIGINT', ignore)
    for (const listener of listeners) process.on('SIGINT', listener)
  }
}
