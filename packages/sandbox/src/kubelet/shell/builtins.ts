import {absolute} from '../files/tree.ts'
import {parseScript} from './parse.ts'
import {type Call, ProgramError} from './program.ts'
import type {Command, Script} from './syntax.ts'
import {testProgram} from './test-program.ts'

/** What a shell remembers. */
export interface ShellState {
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  readonly functions: Map<string, Command>
  cwd: string
  readonly name: string
  positional: readonly string[]
  status: number
  /** `errexit`, `nounset`, `xtrace`, `pipefail`. */
  readonly settings: Set<string>
  readonly traps: Map<string, string>
  /** What runs in the background. */
  readonly jobs: Promise<number>[]
}

/** Thrown by what leaves the usual order: `exit`, `return`, `break`, `continue`. */
export class Leave extends Error {
  readonly kind: 'exit' | 'return' | 'break' | 'continue'
  /** The exit code, or how many loops. */
  readonly value: number
  constructor(kind: Leave['kind'], value: number) {
    super(kind)
    this.kind = kind
    this.value = value
  }
}

/** A command that changes the shell that runs it. */
export type Builtin = (
  call: Call,
  shell: ShellState,
  run: (script: Script) => Promise<number>,
) => number | Promise<number>

const leaving =
  (kind: Leave['kind']): Builtin =>
  ({args}, shell) => {
    const [text] = args
    const isLoop = kind === 'break' || kind === 'continue'
    if (text !== undefined && !/^\d+$/.test(text)) throw new ProgramError(`Illegal number: ${text}`, 2)
    throw new Leave(kind, text === undefined ? (isLoop ? 1 : shell.status) : Number(text) & 255)
  }

const letters: Readonly<Record<string, string>> = {e: 'errexit', u: 'nounset', x: 'xtrace'}

function set({args, io}: Call, shell: ShellState): number {
  if (args.length === 0) for (const [name, value] of [...shell.variables].sort()) io.out.write(`${name}='${value}'\n`)
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--' || !/^[-+]/.test(arg)) {
      shell.positional = args.slice(arg === '--' ? i + 1 : i)
      return 0
    }
    const names = [...arg.slice(1)].flatMap((letter) =>
      letter === 'o' ? [args[++i] ?? ''] : [letters[letter] ?? letter],
    )
    for (const name of names) {
      if (arg.startsWith('-')) shell.settings.add(name)
      else shell.settings.delete(name)
    }
  }
  return 0
}

function cd({args, env, machine, io}: Call, shell: ShellState): number {
  const wanted = args[0] === '-' ? (shell.variables.get('OLDPWD') ?? '/') : (args[0] ?? env['HOME'] ?? '/root')
  const path = absolute(shell.cwd, wanted)
  const found = machine.files.find(path)
  if (found?.kind !== 'folder') {
    io.err.write(
      `${shell.name}: cd: can't cd to ${wanted}: ${found ? 'Not a directory' : 'No such file or directory'}\n`,
    )
    return 2
  }
  shell.variables.set('OLDPWD', shell.cwd)
  shell.cwd = path
  return 0
}

function assign(isExported: boolean): Builtin {
  return ({args, io}, shell) => {
    if (args.length === 0 || args[0] === '-p') {
      for (const name of [...shell.exported].sort())
        io.out.write(`export ${name}='${shell.variables.get(name) ?? ''}'\n`)
    }
    for (const arg of args.filter((one) => !one.startsWith('-'))) {
      const mark = arg.indexOf('=')
      const name = mark < 0 ? arg : arg.slice(0, mark)
      if (!/^[A-Za-z_]\w*$/.test(name)) throw new ProgramError(`${name}: bad variable name`, 2)
      if (mark >= 0) shell.variables.set(name, arg.slice(mark + 1))
      if (isExported) shell.exported.add(name)
    }
    return 0
  }
}

async function read({args, io}: Call, shell: ShellState): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('-'))
  const line = await io.in.line()
  if (line === undefined) return 1
  const words = line.trim().split(/[ \t]+/)
  const targets = names.length > 0 ? names : ['REPLY']
  for (const [i, name] of targets.entries()) {
    const isLast = i === targets.length - 1
    shell.variables.set(name, isLast ? words.slice(i).join(' ') : (words[i] ?? ''))
  }
  return 0
}

const source: Builtin = ({args, machine, cwd}, _shell, run) =>
  run(parseScript(machine.files.read(absolute(cwd, args[0] ?? '')).toString()))

async function replace(call: Call): Promise<number> {
  const [name] = call.args
  if (name === undefined) return 0
  throw new Leave('exit', await call.run(call.args))
}

async function wait(_call: Call, shell: ShellState): Promise<number> {
  const codes = await Promise.all(shell.jobs.splice(0))
  return codes.at(-1) ?? 0
}

function trap({args}: Call, shell: ShellState): number {
  const [action = '', ...signals] = args
  for (const signal of signals) {
    const name = signal === '0' ? 'EXIT' : signal.replace(/^SIG/, '')
    if (action === '-') shell.traps.delete(name)
    else shell.traps.set(name, action)
  }
  return 0
}

/** The commands that are part of the shell, by name. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  '.': source,
  source,
  '[': testProgram,
  test: testProgram,
  break: leaving('break'),
  continue: leaving('continue'),
  exit: leaving('exit'),
  return: leaving('return'),
  cd,
  eval: ({args}, _shell, run) => run(parseScript(args.join(' '))),
  exec: replace,
  export: assign(true),
  local: assign(false),
  readonly: assign(false),
  read,
  set,
  shift({args}, shell) {
    shell.positional = shell.positional.slice(Number(args[0] ?? 1))
    return 0
  },
  trap,
  umask: ({io, args}) => {
    if (args.length === 0) io.out.write('0022\n')
    return 0
  },
  unset({args}, shell) {
    for (const name of args) {
      shell.variables.delete(name)
      shell.exported.delete(name)
      shell.functions.delete(name)
    }
    return 0
  },
  wait,
  alias: () => 0,
  hash: () => 0,
}
