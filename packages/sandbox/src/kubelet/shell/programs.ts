import {absolute} from '../files/tree.ts'
import {breath} from './breath.ts'
import {builtins} from './builtins.ts'
import {filePrograms} from './file-programs.ts'
import {filterPrograms} from './filter-programs.ts'
import {listingPrograms} from './listing-programs.ts'
import {networkPrograms} from './network-programs.ts'
import {BrokenPipe, type Call, failed, Interrupted, type Program, ProgramError} from './program.ts'
import {Shell} from './shell.ts'
import {systemPrograms} from './system-programs.ts'
import {tarProgram} from './tar-program.ts'
import {testProgram} from './test-program.ts'
import {textPrograms} from './text-programs.ts'

const shellProgram: Program = (call) => {
  const {script, argv, settings} = shellArgs(call.name, call.args)
  const shell = new Shell({...call, argv, launch})
  for (const setting of settings) shell.state.settings.add(setting)
  if (script !== undefined) return shell.finish(script)
  const [file] = call.args.filter((arg) => !arg.startsWith('-'))
  if (file !== undefined) return shell.finish(call.machine.files.read(absolute(call.cwd, file)).toString())
  return call.interact ? call.interact(call) : readCommands(call, shell)
}

/** A shell without a terminal runs its input line by line, so that what it runs may read the lines that follow. */
async function readCommands(call: Call, shell: Shell): Promise<number> {
  return shell.finish((await call.io.in.all()).toString())
}

export interface ShellArgs {
  /** The text after `-c`. */
  readonly script: string | undefined
  readonly argv: readonly string[]
  readonly settings: readonly string[]
}

const letters: Readonly<Record<string, string>> = {e: 'errexit', u: 'nounset', x: 'xtrace'}

/** What a shell was told on its command line: `-c SCRIPT`, `-e`, `-u`, `-x`, `-o NAME`, then `$0` and the parameters. */
export function shellArgs(name: string, args: readonly string[]): ShellArgs {
  const settings: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (!arg.startsWith('-') || arg === '-') return {script: undefined, argv: args.slice(i), settings}
    for (const letter of arg.slice(1)) {
      if (letter === 'o') settings.push(args[++i] ?? '')
      else if (letters[letter]) settings.push(letters[letter])
    }
    if (!arg.startsWith('--') && arg.includes('c'))
      return {script: args[i + 1] ?? '', argv: args.length > i + 2 ? args.slice(i + 2) : [name], settings}
  }
  return {script: undefined, argv: [name], settings}
}

const shells = ['sh', 'bash', 'ash', 'dash'] as const

/** Every program that a container of the sandbox has, by name. */
export const programs: Readonly<Record<string, Program>> = {
  ...textPrograms,
  ...filterPrograms,
  ...filePrograms,
  ...listingPrograms,
  ...systemPrograms,
  ...networkPrograms,
  tar: tarProgram,
  test: testProgram,
  '[': testProgram,
  ...Object.fromEntries(shells.map((name) => [name, shellProgram])),
  busybox: ({args, run}) => run(args),
  command: (call) =>
    /^-[vV]$/.test(call.args[0] ?? '') ? which({...call, args: call.args.slice(1)}) : call.run(call.args),
  type: (call) => which(call),
  which: (call) => which(call),
}

/** Whether a name is a shell of a container. */
export const isShell = (name: string): boolean => shells.some((one) => one === programName(name))

const folders = /^\/(usr\/)?(local\/)?s?bin\//

/** A program's name without the folder it lies in, when that is one where programs lie. */
export const programName = (name: string): string => name.replace(folders, '')

/** The program of this name or path; own names only. */
export function programOf(name: string): Program | undefined {
  const short = programName(name)
  return Object.hasOwn(programs, short) ? programs[short] : undefined
}

const hasGpu = ({machine}: Call): boolean =>
  Object.keys(machine.container.resources?.limits ?? {}).some((name) => name.includes('gpu'))

function which(call: Call): number {
  let code = 0
  for (const name of call.args) {
    const isKnown = programOf(name) !== undefined && (name !== 'nvidia-smi' || hasGpu(call))
    if (Object.hasOwn(builtins, name)) call.io.out.write(`${name}\n`)
    else if (isKnown) call.io.out.write(`/bin/${programName(name)}\n`)
    else code = 127
  }
  return code === 0 ? 0 : call.name === 'which' ? 1 : code
}

/** Runs a program by name, or a script by its path; unknown names end with 127 in the shell's words. */
export async function launch(call: Call): Promise<number> {
  const program = programOf(call.name)
  await breath()
  await call.io.out.room?.()
  try {
    if (program && (call.name !== 'nvidia-smi' || hasGpu(call))) return await program(call)
    if (call.name.includes('/')) return await runFile(call)
  } catch (error) {
    // Who writes into a pipe that nobody reads ends, and with it the shell it is part of.
    if (error instanceof BrokenPipe || error instanceof Interrupted) throw error
    return failed(programName(call.name), error, call.io.err)
  }
  call.io.err.write(`sh: ${call.name}: not found\n`)
  return 127
}

async function runFile(call: Call): Promise<number> {
  const found = call.machine.files.find(absolute(call.cwd, call.name))
  if (found?.kind !== 'file') {
    call.io.err.write(`sh: ${call.name}: ${found ? 'Permission denied' : 'not found'}\n`)
    return found ? 126 : 127
  }
  if ((found.mode & 0o111) === 0) {
    call.io.err.write(`sh: ${call.name}: Permission denied\n`)
    return 126
  }
  const text = found.bytes.toString()
  if (text.includes('\0')) throw new ProgramError('cannot execute binary file: Exec format error', 126)
  return new Shell({...call, argv: [call.name, ...call.args], launch}).finish(text)
}
