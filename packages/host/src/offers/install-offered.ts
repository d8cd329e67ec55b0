import type {Io} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {shortName} from '../help/plugin-title.ts'
import type {OfferedCommand} from '../routes/find-route.ts'

/** Runs a command of the host that writes to these streams; resolves to its exit code. */
export type RunHost = (id: string, argv: readonly string[], io: Io) => Promise<number>

/**
 * A command that was typed and is not installed: on a terminal its plugin is offered and installed as `plugin install`
 * does it. Resolves to 0 when it is there now. Throws `usage` with the line that installs it where nobody can be asked.
 */
export async function installOffered(
  {offer, id}: OfferedCommand,
  {io, bin}: {readonly io: Io; readonly bin: string},
  run: RunHost,
): Promise<number> {
  const words = id.replaceAll(':', ' ')
  const plugin = shortName(offer.plugin)
  const lacking =
    offer.installed === undefined
      ? `"${words}" is not installed: plugin ${plugin} ${offer.version} of registry ${offer.registry} has it`
      : `"${words}" is not in ${plugin} ${offer.installed}: release ${offer.version} of registry ${offer.registry} has it`
  if (!io.canPrompt)
    throw new OmeError(
      'usage',
      lacking,
      [`${offer.installed === undefined ? 'install' : 'upgrade'} it: ${bin} plugin ${verb(offer)} ${plugin}`],
      {object: `plugin/${offer.plugin}`},
    )
  io.err(`${lacking}\n`)
  // stdout belongs to the command that was typed.
  const quiet: Io = Object.create(io, {out: {value: (text: string) => io.err(text)}})
  return run('plugin:install', [offer.plugin, '--ask'], quiet)
}

const verb = ({installed}: OfferedCommand['offer']): string => (installed === undefined ? 'install' : 'upgrade')
