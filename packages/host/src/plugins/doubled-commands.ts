import {existsSync} from 'node:fs'
import {shortName} from '@ome/installer/install/names'
import {manifestPath, readManifest} from '../routes/plugin-manifest.ts'
import {pluginSources} from '../routes/sources.ts'

/**
 * One line per command of a release that another plugin has as well, saying which of the two runs: the host's, else by
 * name, never by the order of installation.
 */
export function doubledCommands(
  {hostFolder, data}: {readonly hostFolder: string; readonly data: string},
  name: string,
  ids: readonly string[],
): readonly string[] {
  const others = pluginSources(hostFolder, data)
    .plugins.filter((plugin) => plugin.name !== name && existsSync(manifestPath(plugin.root)))
    .map(({name: other, origin, root}) => ({other, isHost: origin === 'host', theirs: readManifest(root).commands}))
  return ids.flatMap((id) =>
    others
      .filter(({theirs}) => Object.hasOwn(theirs, id.replaceAll(' ', ':')))
      .map(({other, isHost}) =>
        isHost || other < name
          ? `note: "${id}" goes on running from ${isHost ? 'ome itself' : shortName(other)}, not from ${shortName(name)}`
          : `note: "${id}" now runs from ${shortName(name)}, no longer from ${shortName(other)}`,
      ),
  )
}
