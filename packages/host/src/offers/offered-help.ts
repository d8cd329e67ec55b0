import type {IndexCommand} from '@ome/installer/registry/plugin-index'
import {OmeError} from '@ome/sdk/errors'
import {commandHelp} from '../help/command-help.ts'
import type {HelpPage} from '../help/layout.ts'
import {shortName} from '../help/plugin-title.ts'
import {commonFlags} from '../routes/common-flags.ts'
import {describePlugins, type Place} from '../routes/described-plugins.ts'
import type {OfferedCommand} from '../routes/find-route.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {notInstalled} from './offered-words.ts'
import {indexCommand} from './offers-of.ts'

/** Help of a command that is not installed, from the signed index: what it does, takes and needs, and how to get it. */
export async function offeredHelp(offered: OfferedCommand, place: Place, page: HelpPage): Promise<string> {
  const {offer, id} = offered
  const {registries} = await describePlugins(place)
  const command = indexCommand(registries.open, offered)
  if (!command)
    throw new OmeError(
      'not-found',
      `the index of registry ${offer.registry} does not have "${id.replaceAll(':', ' ')}" any more`,
      ['see what there is: ome plugin search'],
    )
  const verb = offer.installed === undefined ? 'install' : 'upgrade'
  const described = manifestOf(id, command)
  return commandHelp(
    {
      ...described,
      summary: `${command.summary} ${notInstalled}`.trim(),
      description: `Plugin ${shortName(offer.plugin)} ${offer.version} of registry ${offer.registry} has it.`,
      examples: [`<%= config.bin %> plugin ${verb} ${shortName(offer.plugin)}`],
    },
    [],
    page,
  )
}

/** An entry of the index in the form of a manifest, for help. */
export const manifestOf = (
  id: string,
  {args, flags, aliases, needs, risk, replaces}: IndexCommand,
): ManifestCommand => ({
  id,
  args: Object.fromEntries(
    args.map(({name, required, summary}) => [name, {name, required, ...(summary ? {description: summary} : {})}]),
  ),
  flags: {...Object.fromEntries(flags.map((flag) => [flag.name, flag])), ...commonFlags},
  aliases,
  needs,
  risk,
  replaces,
})
