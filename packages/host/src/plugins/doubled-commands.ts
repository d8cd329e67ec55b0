import {existsSync} from 'node:fs'
import {shortName} from '@ome/installer/install/names'
import type {Brought} from '@ome/installer/install/workbench'
import {wordsBrought} from '../personality/load.ts'
import {type Described, settle} from '../routes/owners.ts'
import type {PluginManifest} from '../routes/plugin-manifest.ts'
import {manifestPath, readManifest} from '../routes/read-manifest.ts'
import type {PluginRow} from '../routes/route-index.ts'
import {pluginSources} from '../routes/sources.ts'

/**
 * One line per command of a release and per words of a personality that another plugin has as well, saying which of
 * the two runs: by the rules that decide it at every start, never by the order of installation.
 */
export function doubledCommands(
  {hostFolder, data}: {readonly hostFolder: string; readonly data: string},
  name: string,
  {ids, topics, personalities = []}: Brought,
): readonly string[] {
  const sources = pluginSources(hostFolder, data)
  const others = sources.plugins
    .filter((plugin) => plugin.name !== name && existsSync(manifestPath(plugin.root)))
    .map((plugin) => ({plugin, commands: readManifest(plugin.root).commands, brought: wordsBrought(plugin)}))
  const line = (what: string, {name: other, origin}: PluginRow, stays: boolean): string =>
    stays
      ? `note: ${what} goes on running from ${origin === 'host' ? 'ome itself' : shortName(other)}, not from ${shortName(name)}`
      : `note: ${what} now runs from ${shortName(name)}, no longer from ${shortName(other)}`
  const owners = settle([...others.map(described), newcomer(name, ids, topics)].sort(inOrder), sources.ledger)
  return [
    ...ids.flatMap((words) => {
      const id = words.replaceAll(' ', ':')
      const stays = owners.get(id)?.owner?.plugin.name !== name
      return others
        .filter(({commands}) => Object.hasOwn(commands, id))
        .map(({plugin}) => line(`"${words}"`, plugin, stays))
    }),
    ...personalities.flatMap(({name: called, words}) =>
      others.flatMap(({plugin, brought}) => {
        const theirs = brought.filter((one) => one.name === called).flatMap((one) => one.words)
        return words
          .filter((typed) => theirs.includes(typed))
          .map((typed) =>
            line(`"${typed}" of personality ${called}`, plugin, plugin.origin === 'host' || plugin.name < name),
          )
      }),
    ),
  ]
}

const described = ({plugin, commands}: {plugin: PluginRow; commands: PluginManifest['commands']}): Described => ({
  plugin,
  manifest: {version: plugin.version, commands},
})

/** The release as if it were installed already. */
function newcomer(name: string, ids: readonly string[], topics: readonly string[]): Described {
  const commands = ids.map((words) => ({id: words.replaceAll(' ', ':'), args: {}, flags: {}}))
  const owns = topics.map((topic) => topic.replaceAll(' ', ':'))
  return {
    plugin: {name, version: '', origin: 'installed', root: '', file: '', owns},
    manifest: {version: '', commands: Object.fromEntries(commands.map((command) => [command.id, command]))},
  }
}

const inOrder = (a: Described, b: Described): number => (a.plugin.name < b.plugin.name ? -1 : 1)
