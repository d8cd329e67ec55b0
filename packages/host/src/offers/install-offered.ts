import {OmeError} from '@ome/sdk/errors'
import {shortName} from '../help/plugin-title.ts'
import type {Dispatch} from '../launch/dispatch.ts'
import type {OfferedCommand} from '../routes/find-route.ts'

/** Runs a command of the host; resolves to its exit code. */
export type RunHost = (id: string, argv: readonly string[], given: Dispatch) => Promise<number>

/**
 * A command that was typed and is not installed: on a terminal its plugin is offered and installed as `plugin install`
 * does it. Resolves to 0 when it is there now. Throws `usage` with the line that installs it where nobody can be asked.
 */
export async function installOffered({offer, id}: OfferedCommand, given: Dispatch, run: RunHost): Promise<number> {
  const {io, bin} = given.world
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
  const quiet = Object.create(io, {out: {value: (text: string) => io.err(text)}})
  return run('plugin:install', [offer.plugin, '--ask'], {...given, world: {...given.world, io: quiet}})
}

const verb = ({installed}: OfferedCommand['offer']): string => (installed === undefined ? 'install' : 'upgrade')
