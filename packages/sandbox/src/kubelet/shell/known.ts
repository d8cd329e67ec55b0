import {builtins} from './builtins.ts'
import {parseScript} from './parse.ts'
import {isShell, programName, programOf, shellArgs} from './programs.ts'
import {type Command, type Script, SyntaxProblem, type Word} from './syntax.ts'

/** Programs that run the program named after their own arguments. */
const wrappers = new Set(['env', 'exec', 'nohup', 'time', 'timeout', 'command', 'busybox', 'xargs'])

/**
 * Whether the shell of the sandbox can run this command line as it would really run: every program that it names is
 * known. `hasFile` says whether a script is there to be read.
 */
export function knowsCommand(argv: readonly string[], hasFile: (path: string) => boolean): boolean {
  const [name, ...args] = argv
  if (name === undefined) return false
  if (isShell(name)) {
    const {script} = shellArgs(name, args)
    if (script !== undefined) return knowsScript(script, hasFile)
    const file = args.find((arg) => !arg.startsWith('-'))
    return file === undefined || hasFile(file)
  }
  if (wrappers.has(programName(name))) return knowsCommand(args.slice(startOf(args)), hasFile) || args.length === 0
  return programOf(name) !== undefined || (name.includes('/') && hasFile(name))
}

const startOf = (args: readonly string[]): number => {
  const at = args.findIndex((arg) => !arg.startsWith('-') && !arg.includes('=') && !/^[\d.]+[smhd]?$/.test(arg))
  return at < 0 ? args.length : at
}

function knowsScript(text: string, hasFile: (path: string) => boolean): boolean {
  try {
    const script = parseScript(text)
    const functions = new Set<string>()
    collect(script, functions)
    return script.every((statement) =>
      statement.steps.every(({pipeline}) => pipeline.commands.every((command) => knows(command, functions, hasFile))),
    )
  } catch (error) {
    if (error instanceof SyntaxProblem) return false
    throw error
  }
}

function collect(script: Script, names: Set<string>): void {
  for (const {steps} of script)
    for (const {pipeline} of steps)
      for (const command of pipeline.commands) {
        if (command.kind === 'function') names.add(command.name)
        for (const inner of scriptsOf(command)) collect(inner, names)
      }
}

function scriptsOf(command: Command): Script[] {
  switch (command.kind) {
    case 'simple':
      return []
    case 'group':
      return [command.body]
    case 'if':
      return [...command.branches.flatMap(({test, body}) => [test, body]), command.otherwise]
    case 'loop':
      return [command.test, command.body]
    case 'for':
      return [command.body]
    case 'case':
      return command.branches.map(({body}) => body)
    case 'function':
      return [
        [{steps: [{when: 'always', pipeline: {commands: [command.body], isNegated: false}}], isBackground: false}],
      ]
  }
}

function knows(command: Command, functions: ReadonlySet<string>, hasFile: (path: string) => boolean): boolean {
  const inside = (script: Script): boolean =>
    script.every(({steps}) =>
      steps.every(({pipeline}) => pipeline.commands.every((one) => knows(one, functions, hasFile))),
    )
  if (command.kind !== 'simple') return scriptsOf(command).every(inside)
  const substituted = [...command.words, ...command.assignments.map(({value}) => value)].flatMap(scriptsIn)
  if (!substituted.every(inside)) return false
  if (command.words.length === 0) return true
  const argv = command.words.map(plain)
  const [name] = argv
  if (name === undefined) return false
  if (functions.has(name)) return true
  if (name === '.' || name === 'source') return argv[1] !== undefined && hasFile(argv[1])
  if (name !== 'exec' && Object.hasOwn(builtins, name)) return true
  return knowsCommand(
    argv.map((word) => word ?? ''),
    hasFile,
  )
}

const scriptsIn = (word: Word): Script[] =>
  word.flatMap((part) =>
    part.kind === 'command' ? [part.script] : part.kind === 'variable' ? scriptsIn(part.word) : [],
  )

/** A word's text when it does not depend on anything. */
function plain(word: Word): string | undefined {
  let text = ''
  for (const part of word) {
    if (part.kind !== 'text') return undefined
    text += part.text
  }
  return text
}
