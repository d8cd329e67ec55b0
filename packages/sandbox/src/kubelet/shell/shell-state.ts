import type {ShellState} from './builtins.ts'
import type {Call} from './program.ts'

/** What a shell begins with: its variables are exported, `$0` comes first. */
export function freshState({env, cwd, argv}: Pick<Call, 'env' | 'cwd'> & {argv: readonly string[]}): ShellState {
  return {
    variables: new Map(Object.entries(env)),
    exported: new Set(Object.keys(env)),
    functions: new Map(),
    cwd,
    name: argv[0] ?? 'sh',
    positional: argv.slice(1),
    status: 0,
    settings: new Set(),
    traps: new Map(),
    jobs: [],
  }
}

/** What a forked shell knows: changes to it stay there. */
export const copyOf = (state: ShellState): ShellState => ({
  ...state,
  variables: new Map(state.variables),
  exported: new Set(state.exported),
  functions: new Map(state.functions),
  settings: new Set(state.settings),
  traps: new Map(),
  jobs: [],
})

/** The environment of what a shell runs. */
export const exportedOf = ({variables, exported, cwd}: ShellState): Record<string, string> => ({
  ...Object.fromEntries([...variables].filter(([name]) => exported.has(name))),
  PWD: cwd,
})
