import {existsSync} from 'node:fs'
import type {PersonalityWords} from '@ome/installer/artifact/personality'
import {shortName} from '@ome/installer/install/names'
import {wordsBrought} from '../personality/load.ts'
import {manifestPath, readManifest} from '../routes/plugin-manifest.ts'
import type {PluginRow} from '../routes/route-index.ts'
import {pluginSources} from '../routes/sources.ts'

/**
 * One line per command of a release and per words of a personality that another plugin has as well, saying which of the two runs: the host's, else by
 * name, never by the order of installation.
 */
export function doubledCommands(
  {hostFolder, data}: {readonly hostFolder: string; readonly data: string},
  name: string,
  ids: readonly string[],
  personalities: readonly PersonalityWords[] = [],
): readonly string[] {
  const others = pluginSources(hostFolder, data)
    .plugins.filter((plugin) => plugin.name !== name && existsSync(manifestPath(plugin.root)))
    .map((plugin) => ({plugin, commands: readManifest(plugin.root).commands, brought: wordsBrought(plugin)}))
  const line = (what: string, {name: other, origin}: PluginRow): string =>
    origin === 'host' || other < name
      ? `note: ${what} goes on running from ${origin === 'host' ? 'ome itself' : shortName(other)}, not from ${shortName(name)}`
      : `note: ${what} now runs from ${shortName(name)}, no longer from ${shortName(other)}`
  return [
    ...ids.flatMap((id) =>
      others
        .filter(({commands}) => Object.hasOwn(commands, id.replaceAll(' ', ':')))
        .map(({plugin}) => line(`"${id}"`, plugin)),
    ),
    ...personalities.flatMap(({name: called, words}) =>
      others.flatMap(({plugin, brought}) => {
        const theirs = brought.filter((one) => one.name === called).flatMap((one) => one.words)
        return words
          .filter((typed) => theirs.includes(typed))
          .map((typed) => line(`"${typed}" of personality ${called}`, plugin))
      }),
    ),
  ]
}
