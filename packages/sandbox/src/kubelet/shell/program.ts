import type {ApiObject} from '../../api.ts'
import type {World} from '../../controllers/world.ts'
import type {NodeAgent, TerminalSize} from '../../node-agent.ts'
import type {ContainerSpec} from '../container-spec.ts'
import type {ContainerFiles} from '../files/container-files.ts'
import {FileError} from '../files/tree.ts'
import {type ByteSource, TooMuch} from './byte-source.ts'

/** Where a program writes. Throws {@link BrokenPipe} when nobody reads any more. */
export interface Output {
  write(bytes: Uint8Array | string): void
  /** Resolves once the reader has taken enough of what was written; undefined when it has already. */
  room?(): Promise<void> | undefined
}

export interface Io {
  readonly in: ByteSource
  readonly out: Output
  readonly err: Output
}

/** The container that programs run in. */
export interface Machine {
  readonly world: World
  readonly pod: ApiObject
  readonly node: ApiObject | undefined
  readonly container: ContainerSpec
  readonly files: ContainerFiles
  readonly podIP: string
  readonly startedAt: number
  /** Sends a request to a port of a pod; false when nothing listens there. */
  readonly forward: NodeAgent['http']
  /** The command line that the container runs. */
  readonly commandLine: readonly string[]
}

/** One run of one program. */
export interface Call {
  readonly name: string
  readonly args: readonly string[]
  readonly io: Io
  /** Absolute path of the working folder. */
  readonly cwd: string
  /** Exported variables. */
  readonly env: Readonly<Record<string, string>>
  readonly machine: Machine
  /** Aborted when the program is told to end. */
  readonly signal: AbortSignal
  readonly isTerminal: boolean
  size(): TerminalSize | undefined
  /** Runs a shell that takes its commands from the terminal; absent without one. */
  readonly interact?: ((call: Call) => Promise<number>) | undefined
  /** Runs another program; the default streams and variables are this call's. */
  run(
    argv: readonly string[],
    changes?: {io?: Io; env?: Readonly<Record<string, string>>; signal?: AbortSignal},
  ): Promise<number>
}

/** A program: takes a call, writes to its streams, resolves to its exit code. */
export type Program = (call: Call) => number | Promise<number>

/** Thrown by a write that nobody reads. */
export class BrokenPipe extends Error {}

/** Thrown inside a program that is told to end. */
export class Interrupted extends Error {}

/** Thrown to end a program with a message on its error stream. */
export class ProgramError extends Error {
  readonly code: number
  constructor(message: string, code = 1) {
    super(message)
    this.code = code
  }
}

/** Exit code of a program that failed with this error; what can be said goes to its error stream. */
export function failed(name: string, error: unknown, err: Output): number {
  if (error instanceof BrokenPipe) return 141
  if (error instanceof Interrupted) return 130
  if (error instanceof ProgramError || error instanceof FileError || error instanceof TooMuch) {
    err.write(`${name}: ${error.message}\n`)
    return error instanceof ProgramError ? error.code : 1
  }
  throw error
}

/** Resolves after so much cluster time; rejects with {@link Interrupted} when the program is told to end first. */
export function pause(machine: Machine, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Interrupted())
    const cancel = Number.isFinite(ms)
      ? machine.world.clock.after(ms, () => {
          signal.removeEventListener('abort', stop)
          resolve()
        })
      : () => undefined
    const stop = (): void => {
      cancel()
      reject(new Interrupted())
    }
    signal.addEventListener('abort', stop, {once: true})
  })
}

/** Single-letter options of `args`: those of `valued` take a value, `--name` and `--name=value` are kept by name. */
export function options(
  args: readonly string[],
  valued = '',
): {flags: ReadonlySet<string>; values: ReadonlyMap<string, string>; rest: string[]} {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      rest.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const mark = arg.indexOf('=')
      if (mark < 0) flags.add(arg.slice(2))
      else values.set(arg.slice(2, mark), arg.slice(mark + 1))
    } else if (arg.startsWith('-') && arg !== '-') {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] ?? ''
        if (!valued.includes(letter)) {
          flags.add(letter)
          continue
        }
        values.set(letter, at + 1 < arg.length ? arg.slice(at + 1) : (args[++i] ?? ''))
        break
      }
    } else rest.push(arg)
  }
  return {flags, values, rest}
}
