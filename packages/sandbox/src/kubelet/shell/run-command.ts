import type {TerminalSize} from '../../node-agent.ts'
import {Leave} from './builtins.ts'
import {ByteSource} from './byte-source.ts'
import {parseScript} from './parse.ts'
import {type Call, Interrupted, type Io, type Machine, type Output} from './program.ts'
import {isShell, launch, programName, programOf, shellArgs} from './programs.ts'
import {Shell} from './shell.ts'
import {SyntaxProblem} from './syntax.ts'
import {Terminal} from './terminal.ts'

export interface CommandRequest {
  readonly machine: Machine
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly tty: boolean
  readonly stdin: AsyncIterable<Uint8Array> | undefined
  stdout(bytes: Uint8Array): void
  stderr(bytes: Uint8Array): void
  /** Resolves once whoever listens has taken most of what was written; undefined when that is so. */
  drained?(): Promise<void> | undefined
  readonly size?: () => TerminalSize | undefined
  readonly signal: AbortSignal
}

/** There is nothing to run under a name, as container runtimes word it. */
export class ProgramMissing extends Error {
  constructor(name: string) {
    const what = name.includes('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH'
    const start = 'OCI runtime exec failed: exec failed: unable to start container process'
    super(`${start}: exec: ${JSON.stringify(name)}: ${what}: unknown`)
    this.name = 'ProgramMissing'
  }
}

/**
 * Runs a command line in a container, with or without a terminal; resolves to its exit code. Throws
 * {@link ProgramMissing} when its program is not there.
 */
export async function runCommand(request: CommandRequest): Promise<number> {
  const {machine, argv, env, cwd, tty, signal} = request
  const [name = '', ...args] = argv
  const foreground = new Foreground(signal)
  const terminal = tty
    ? new Terminal({show: (text) => request.stdout(Buffer.from(text)), interrupted: () => foreground.interrupt()})
    : undefined
  const input = terminal?.input ?? new ByteSource()
  feed(request, terminal, input)
  const room = (): Promise<void> | undefined => request.drained?.()
  const out = {...output(request.stdout, tty), room}
  const io: Io = {in: input, out, err: tty ? out : {...output(request.stderr, false), room}}
  const call: Call = {
    name,
    args,
    io,
    cwd,
    env,
    machine,
    signal: foreground.signal,
    isTerminal: tty,
    size: request.size ?? (() => undefined),
    // What stands in a pipe is not the terminal's.
    interact:
      terminal && ((inner) => (inner.io.in === input ? interact(inner, terminal, foreground) : noTerminal(inner))),
    run: (inner, changes = {}) => {
      const [program = '', ...rest] = inner
      return launch({...call, ...changes, name: program, args: rest})
    },
  }
  try {
    if (!isRunnable(call)) throw new ProgramMissing(name)
    const isOpen =
      isShell(name) && shellArgs(name, args).script === undefined && args.every((arg) => arg.startsWith('-'))
    return isOpen ? await interact(call, terminal, foreground) : await launch(call)
  } catch (error) {
    if (error instanceof Interrupted) return foreground.wasInterrupted ? 130 : 143
    throw error
  } finally {
    input.close()
  }
}

const noTerminal = (call: Call): Promise<number> => launch({...call, interact: undefined})

const isRunnable = ({name, cwd, machine}: Call): boolean =>
  programOf(name) !== undefined ||
  (name.includes('/') && machine.files.find(name.startsWith('/') ? name : `${cwd}/${name}`) !== undefined)

function feed(request: CommandRequest, terminal: Terminal | undefined, input: ByteSource): void {
  const {stdin} = request
  if (!stdin) {
    input.end()
    return
  }
  const pump = async (): Promise<void> => {
    for await (const bytes of stdin) {
      if (terminal) terminal.receive(bytes)
      else input.push(bytes)
    }
  }
  // A client that vanishes ends what the program reads, as a closed connection does.
  pump().then(
    () => input.end(),
    () => input.end(),
  )
}

const output = (write: (bytes: Uint8Array) => void, tty: boolean): Output => ({
  write(bytes) {
    const raw = Buffer.from(bytes)
    write(tty ? Buffer.from(raw.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1') : raw)
  },
})

/** What Ctrl-C ends: one command at a time. */
class Foreground {
  readonly #outer: AbortSignal
  #current = new AbortController()
  wasInterrupted = false

  constructor(outer: AbortSignal) {
    this.#outer = outer
    outer.addEventListener('abort', () => this.#current.abort(), {once: true})
    if (outer.aborted) this.#current.abort()
  }

  get signal(): AbortSignal {
    return this.#current.signal
  }

  get isOver(): boolean {
    return this.#outer.aborted
  }

  interrupt(): void {
    this.wasInterrupted = true
    this.#current.abort()
  }

  next(): AbortSignal {
    this.wasInterrupted = false
    if (this.#current.signal.aborted) this.renew()
    return this.#current.signal
  }

  renew(): void {
    if (!this.#outer.aborted) this.#current = new AbortController()
  }
}

const promptOf = ({name, machine, env}: Call, shell: Shell): string => {
  if (env['PS1'] !== undefined) return env['PS1']
  if (programName(name) === 'bash') return `root@${machine.pod.metadata.name}:${shell.state.cwd}# `
  return /(^|\/)(busybox|alpine|curl)/.test(machine.container.image) ? `${shell.state.cwd} # ` : '# '
}

/** A shell that takes its commands from its input, line by line, with a prompt when that is a terminal. */
async function interact(call: Call, terminal: Terminal | undefined, foreground: Foreground): Promise<number> {
  const shell = new Shell({...call, argv: [programName(call.name)], launch})
  const {io} = call
  // Ctrl-C is for what this shell runs, and not for one that started it.
  foreground.renew()
  let text = ''
  for (;;) {
    const prompt = text === '' ? promptOf(call, shell) : '> '
    if (terminal) {
      terminal.prompt = prompt
      io.out.write(prompt)
    }
    const signal = foreground.next()
    const line = await io.in.line()
    if (line === undefined) {
      if (foreground.isOver || !foreground.wasInterrupted) break
      text = ''
      shell.state.status = 130
      continue
    }
    text += `${line}\n`
    if (isUnfinished(text)) continue
    const script = text
    text = ''
    try {
      await shell.execute(script, signal)
    } catch (error) {
      if (error instanceof Leave) {
        shell.state.status = error.value
        return shell.leave()
      }
      if (!(error instanceof Interrupted)) throw error
      if (foreground.isOver) return 143
      shell.state.status = 130
    }
  }
  if (text !== '') await shell.finish(text)
  return shell.leave()
}

function isUnfinished(text: string): boolean {
  try {
    parseScript(text)
    return false
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.isIncomplete
    throw error
  }
}
