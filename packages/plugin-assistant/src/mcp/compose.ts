import {type CommandRunner, commandRunnerOf} from '@ome/sdk/command-runner'
import type {Context} from '@ome/sdk/context'
import own from '../../package.json' with {type: 'json'}
import {storePlan} from '../assist/compose.ts'
import type {Commands} from '../assist/domain/ports.ts'
import type {AssistantPlan} from '../assist/domain/step.ts'
import {sha256} from '../assist/process/digest.ts'
import type {Definition} from '../calls/domain/definition.ts'
import {installedCommands} from '../calls/process/installed-commands.ts'
import type {CallOptions, Toolbox} from './domain/ports.ts'
import {boundCommands} from './process/bound-commands.ts'
import {keepStdout} from './process/keep-stdout.ts'
import {turns} from './process/turns.ts'

export interface ToolParts {
  readonly runner: CommandRunner
  definitions(): Promise<readonly Definition[]>
  commands(definitions: readonly Definition[], options: CallOptions): Commands
  readonly digest: typeof sha256
  store(plan: AssistantPlan): string
  /** A few calls at once, the others wait. */
  readonly inTurn: ReturnType<typeof turns>
  serve(toolbox: Toolbox): Promise<void>
}

/** A shell of its own for each call would be another cluster's worth of connections. */
const mostAtOnce = 4

export async function toolParts(context: Context): Promise<ToolParts> {
  const {io, signal} = context
  const runner = await commandRunnerOf(context)
  return {
    runner,
    definitions: () => installedCommands(runner),
    commands: (definitions, options) => boundCommands(runner, definitions, options),
    digest: sha256,
    store: (plan) => storePlan(context, plan),
    inTurn: turns(mostAtOnce),
    async serve(toolbox) {
      const {serveStreams} = await import('./process/tool-server.ts')
      const stay = runner.attend({
        stray: (error) => io.err(`warning: ${error instanceof Error ? error.message : String(error)}\n`),
      })
      const giveBack = keepStdout()
      try {
        await serveStreams(toolbox, {stdin: io.stdin, write: io.out}, {version: own.version, signal})
      } finally {
        giveBack()
        stay()
      }
    },
  }
}
