import {existsSync} from 'node:fs'
import type {IndexCommand} from '../registry/plugin-index.ts'
import {manifestPath, readManifest} from '../routes/plugin-manifest.ts'
import {pluginSources} from '../routes/sources.ts'
import {shortName} from './resolve.ts'
import type {Workbench} from './workbench.ts'

/**
 * One line per command of a release that another plugin has as well, saying which of the two runs: the host's, else by
 * name, never by the order of installation.
 */
export function doubledCommands(bench: Workbench, name: string, commands: readonly IndexCommand[]): readonly string[] {
  const others = pluginSources(bench.hostFolder, bench.data)
    .plugins.filter((plugin) => plugin.name !== name && existsSync(manifestPath(plugin.root)))
    .map(({name: other, origin, root}) => ({other, isHost: origin === 'host', ids: readManifest(root).commands}))
  return commands.flatMap(({id}) =>
    others
      .filter(({ids}) => Object.hasOwn(ids, id.replaceAll(' ', ':')))
      .map(({other, isHost}) =>
        isHost || other < name
          ? `note: "${id}" goes on running from ${isHost ? 'ome itself' : shortName(other)}, not from ${shortName(name)}`
          : `note: "${id}" now runs from ${shortName(name)}, no longer from ${shortName(other)}`,
      ),
  )
}
