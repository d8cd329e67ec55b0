import {type CommandRunner, commandRunnerOf} from '@ome/sdk/command-runner'
import type {Context} from '@ome/sdk/context'
import {homeFolder} from '@ome/sdk/disk/home-folder'
import {parseDuration} from '@ome/sdk/units'
import type {Commands as AssistCommands} from '../assist/domain/ports.ts'
import {boundCommands} from '../mcp/process/bound-commands.ts'
import type {Commands, Complete, HistoryStore} from './domain/ports.ts'
import {historyFile} from './files/history-file.ts'
import {completions} from './process/completions.ts'
import {installed} from './process/installed.ts'
import {type LineReader, lineReader, type ReaderOptions} from './process/line-reader.ts'
import {pipedLines} from './process/piped-lines.ts'
import {type Interruptible, session} from './process/session.ts'

export interface ShellParts {
  readonly runner: CommandRunner
  readonly commands: Commands
  readonly complete: Complete
  readonly session: Interruptible
  readonly history: HistoryStore
  readonly home: string
  /** Commands that look something up for a phrase, and not for long. */
  looking(signal: AbortSignal): AssistCommands
  /** Lines of a terminal. */
  reader(options: Pick<ReaderOptions, 'prepare' | 'draw' | 'widthOf'>): LineReader
  /** Lines that are piped in. */
  piped(): ReturnType<typeof pipedLines>
}

/** What a person waits for Tab. */
const keyMs = 400

/** How long a phrase waits for the names of the cluster. */
const patienceMs = 2500

/** The parts of a shell. `flags` are connection flags that count for each command. */
export async function shellParts(context: Context, flags: readonly string[]): Promise<ShellParts> {
  const {io, env, cwd, signal, folders} = context
  const runner = await commandRunnerOf(context)
  const home = homeFolder(env)
  const complete = completions(runner, {
    cwd,
    home,
    patienceMs: parseDuration(env['OME_COMPLETION_TIMEOUT'] ?? '') ?? keyMs,
  })
  return {
    runner,
    commands: installed(runner),
    complete,
    home,
    looking: (cancelled) =>
      boundCommands(runner, [], {
        signal: AbortSignal.any([signal, cancelled, AbortSignal.timeout(patienceMs)]),
        onProgress: () => undefined,
      }),
    session: session({runner, io, env, cwd, signal, flags}),
    history: io.canPrompt
      ? historyFile(folders.data, (text) => io.err(`note: ${text}\n`))
      : {load: () => [], add: () => undefined},
    reader: (options) => lineReader({...options, io, signal, complete}),
    piped: () => pipedLines(io.stdin, signal),
  }
}
