import type {Context, Io} from './context.ts'
import {OmeError} from './errors.ts'
import type {Completions, Need, Risk} from './need.ts'

/** A command that words can lead to now: its plugin is there and enabled. */
export interface InstalledCommand {
  /** As typed, without the program: `get services`. */
  readonly words: string
  readonly summary: string
  readonly risk: Risk
  /** npm name of the plugin that runs it. */
  readonly plugin: string
  /** Not shown in help and completion. */
  readonly hidden: boolean
}

export interface DefinedArgument {
  readonly name: string
  readonly description: string
  readonly required: boolean
  /** Takes all words from here on. */
  readonly multiple: boolean
  /** Part of what the argument before it describes, as the name behind a noun. */
  readonly hidden: boolean
  /** The only values it takes. */
  readonly options?: readonly string[]
}

export interface DefinedFlag {
  /** Without the dashes. */
  readonly name: string
  readonly description: string
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly aliases: readonly string[]
  /** `--no-NAME` is understood, too. */
  readonly allowNo: boolean
  readonly multiple: boolean
  readonly required: boolean
  readonly hidden: boolean
  /** Every command has it: connection, verbosity, colour. */
  readonly global: boolean
  readonly options?: readonly string[]
  /** What stands for the value in help: `DURATION`. */
  readonly valueName?: string
  readonly default?: unknown
}

/** What a command says of itself. */
export interface CommandDefinition extends InstalledCommand {
  readonly description: string
  /** Whole command lines, beginning with `ome`. */
  readonly examples: readonly string[]
  /** In the order they are typed. */
  readonly args: readonly DefinedArgument[]
  readonly flags: readonly DefinedFlag[]
  readonly needs: readonly Need[]
  readonly completions: Completions
}

export interface RunOptions {
  /** Nothing is written to it after the command has ended. */
  readonly io: Io
  /** Cancels this command alone; with an error of kind `cancelled` as its reason. */
  readonly signal: AbortSignal
  /** The words are those of the name that the program was called by; else they are those of `ome`. */
  readonly asCalled?: boolean
}

export interface Candidate {
  readonly value: string
  readonly text?: string
}

/** What may stand at the end of a line. */
export interface Completion {
  readonly candidates: readonly Candidate[]
  /** A candidate is the beginning of a word: no blank behind it. */
  readonly isOpen: boolean
  /** Files belong here; with these extensions, or any where there are none. */
  readonly files?: readonly string[]
}

/** What goes wrong, or comes from the person, while commands run one after another. */
export interface Attendance {
  /** Ctrl-C as a signal. Absent: it ends the program as ever. */
  readonly interrupted?: () => void
  /** An error that nobody caught, after the command that caused it had ended. */
  readonly stray: (error: unknown) => void
}

/**
 * Runs commands in this process, as the program does when it is started with their words: same rights and policies, same
 * notes, same output, same exit codes. What changed meanwhile (settings, current context, plugins) counts for the next.
 */
export interface CommandRunner {
  /** All of them, by words. Reads no manifest and loads no plugin. */
  commands(): Promise<readonly InstalledCommand[]>
  /** From the manifest of its plugin; undefined where there is no such command. */
  definition(words: string): Promise<CommandDefinition | undefined>
  /**
   * The command that the leading words of a line lead to after aliases, and what is left for it; undefined where they
   * lead to none.
   */
  find(words: readonly string[], how?: Pick<RunOptions, 'asCalled'>): Promise<FoundCommand | undefined>
  /**
   * Resolves to the exit code; every failure was printed to `io`. Never rejects, never ends the program. Several may run
   * at once, where each has its own `io`.
   */
  run(words: readonly string[], options: RunOptions): Promise<number>
  /**
   * What may stand in the place of the last word. Waits `patienceMs` for the cluster at most; what is known without it comes
   * in any case.
   */
  complete(
    words: readonly string[],
    options: {readonly patienceMs: number} & Pick<RunOptions, 'asCalled'>,
  ): Promise<Completion>
  /** Context and namespace that the next command uses. Asks no cluster. Throws `usage` where the settings are wrong. */
  target(): Promise<{readonly context?: string; readonly namespace: string}>
  /** From now on stray errors, and Ctrl-C where it is listened to, do not end the program. Returns the way back. */
  attend(attendance: Attendance): () => void
}

export interface FoundCommand {
  readonly command: InstalledCommand
  readonly argv: readonly string[]
}

/** The key under which the host hands a context the way to its runner. The number is the contract's version. */
export const runnerKey: unique symbol = Symbol.for('ome.runner/1')

/** A world in which commands may run others. */
export type RunningContext = Context & {readonly [runnerKey]?: () => Promise<CommandRunner>}

/** The runner of a command's world, made on first use and the same for the whole run. */
export async function commandRunnerOf(context: RunningContext): Promise<CommandRunner> {
  const make = context[runnerKey]
  if (make) return await make()
  throw new OmeError('bug', 'the command was started without a way to run others')
}
