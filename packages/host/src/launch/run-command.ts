import {type Context, contextKey} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {exitCodeOf, outputWord, reportError} from '@ome/sdk/runtime'
import {oneLine} from '@ome/sdk/text'
import type {PluginRow} from '../routes/route-index.ts'
import {wayOut} from './guarded-load.ts'
import {lackingModule} from './sdk-symbols.ts'

/** What a command class of a plugin offers the launcher; the rest of its shape is the framework's. */
export interface CommandClass {
  id: string
  new (argv: string[], config: DirectConfig): {_run(): Promise<unknown>}
}

/** The little of oclif's Config that running a command needs. */
export interface DirectConfig {
  readonly bin: string
  readonly options: {readonly [contextKey]: Context}
  runHook(): Promise<{successes: []; failures: []}>
}

/** Reads one command's class out of its plugin's bundle. */
export function loadCommand(plugin: PluginRow, id: string, load: (file: string) => unknown): CommandClass {
  const found = bundleOf(plugin, load)[id]
  if (!found)
    throw new OmeError(
      plugin.origin === 'host' ? 'bug' : 'failed',
      `plugin ${plugin.name} lists the command "${id.replaceAll(':', ' ')}" and does not have it`,
      [...wayOut(plugin), "or tell the plugin's author"],
      {object: `plugin/${plugin.name}`},
    )
  found.id = id
  return found
}

function bundleOf(plugin: PluginRow, load: (file: string) => unknown): Record<string, CommandClass> {
  try {
    return (load(plugin.file) as {commands: Record<string, CommandClass>}).commands
  } catch (cause) {
    if (isOmeError(cause)) throw cause
    const lacking = lackingModule(plugin, cause)
    if (lacking) throw lacking
    const reason = oneLine(cause instanceof Error ? cause.message : String(cause))
    throw new OmeError('failed', `plugin ${plugin.name} cannot be loaded: ${reason}`, wayOut(plugin), {cause})
  }
}

/** Runs a command without the framework's Config. Resolves to the exit code; every failure was printed. */
export async function runDirect(command: CommandClass, argv: readonly string[], context: Context): Promise<number> {
  const config: DirectConfig = {
    bin: context.bin,
    options: {[contextKey]: context},
    runHook: async () => ({successes: [], failures: []}),
  }
  return settle(async () => new command([...argv], config)._run(), context, {id: command.id, argv})
}

interface Typed {
  readonly id: string
  readonly argv: readonly string[]
}

/** Turns the end of a run into an exit code, printing what nobody has printed yet. */
export async function settle(run: () => Promise<unknown>, context: Context, {id, argv}: Typed): Promise<number> {
  try {
    await run()
    return 0
  } catch (error) {
    const {io, bin, signal, env} = context
    const command = id.replaceAll(':', ' ')
    const debug = Boolean(env['OME_DEBUG'])
    return (
      exitCodeOf(error) ??
      reportError(error, io, {bin, command, output: outputWord(argv), aborted: signal.aborted, debug})
    )
  }
}
