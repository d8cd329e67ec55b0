import {mkdirSync} from 'node:fs'
import type {Folders} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {writeAtomic} from '../disk/atomic-file.ts'
import {shortName} from '../help/plugin-title.ts'
import {rootHelp} from '../help/root-help.ts'
import {readUserFile, userFilePath} from '../settings/user-file.ts'
import {type ManifestCommand, type PluginManifest, readManifest} from './plugin-manifest.ts'
import {type CommandRow, encodeIndex, indexPath, type PluginRow, type RouteIndex, stampOf} from './route-index.ts'
import {pluginSources} from './sources.ts'

/** Makes the index from manifests, lock and config.yaml and puts it into the cache. */
export async function buildIndex(hostRoot: string, version: string, folders: Folders): Promise<RouteIndex> {
  const sources = pluginSources(hostRoot, folders.data)
  const watchedPaths = [...sources.watched, userFilePath(folders)]
  // Taken before anything is read: what changes meanwhile makes the new index stale, not wrong.
  const watched = Object.fromEntries(watchedPaths.map((path) => [path, stampOf(path)]))
  const user = await userConfig(folders)
  const plugins = inOrder(sources.plugins).map((plugin) =>
    isSwitchedOff(plugin, user.config) ? {...plugin, off: true as const} : plugin,
  )
  const manifests = plugins.map((plugin) => manifestOf(plugin))
  const joined = join(plugins, manifests)
  const index: RouteIndex = {
    version,
    watched,
    plugins,
    ...joined,
    topics: topicsOf(plugins),
    valueFlags: valueFlags(manifests),
    ...user,
    rootHelp: '',
    notices: [...sources.notices, ...unreadable(plugins, manifests)],
  }
  const complete = {...index, rootHelp: rootHelp(index, {width: 80, program: 'ome', colour: false})}
  mkdirSync(folders.cache, {recursive: true})
  writeAtomic(indexPath(folders.cache), encodeIndex(complete))
  return complete
}

async function userConfig(folders: Folders): Promise<Pick<RouteIndex, 'config' | 'configError'>> {
  try {
    return {config: await readUserFile(folders)}
  } catch (error) {
    // Commands that need no setting still run, above all those that repair the file.
    if (!isOmeError(error)) throw error
    return {config: {}, configError: {message: error.message, hints: error.hints}}
  }
}

/** The host first, then by name: who owns an id does not depend on the order of installation. */
const inOrder = (plugins: readonly PluginRow[]): PluginRow[] =>
  [...plugins].sort((a, b) => Number(b.origin === 'host') - Number(a.origin === 'host') || (a.name < b.name ? -1 : 1))

function isSwitchedOff({name, origin}: PluginRow, config: RouteIndex['config']): boolean {
  if (origin === 'host' || !Array.isArray(config['plugins'])) return false
  return config['plugins'].some((entry) => entry.enabled === false && [name, shortName(name)].includes(entry.name))
}

function manifestOf({root}: PluginRow): PluginManifest | Error {
  try {
    return readManifest(root)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const unreadable = (plugins: readonly PluginRow[], manifests: readonly (PluginManifest | Error)[]): string[] =>
  manifests.flatMap((manifest, at) =>
    manifest instanceof Error ? [`plugin ${plugins[at]?.name} is left out: ${manifest.message}`] : [],
  )

function join(
  plugins: readonly PluginRow[],
  manifests: readonly (PluginManifest | Error)[],
): Pick<RouteIndex, 'commands' | 'aliases' | 'losers'> {
  const commands: Record<string, CommandRow> = {}
  const aliases: Record<string, string> = {}
  const losers: {id: string; plugin: string}[] = []
  manifests.forEach((manifest, plugin) => {
    if (manifest instanceof Error) return
    for (const command of Object.values(manifest.commands)) {
      if (commands[command.id]) losers.push({id: command.id, plugin: plugins[plugin]?.name ?? ''})
      else commands[command.id] = commandRow(plugin, command)
    }
  })
  manifests.forEach((manifest, plugin) => {
    if (manifest instanceof Error) return
    for (const command of Object.values(manifest.commands)) {
      if (commands[command.id]?.[0] !== plugin) continue
      for (const alias of [...(command.aliases ?? []), ...(command.hiddenAliases ?? [])])
        aliases[alias.replaceAll(' ', ':')] ??= command.id
    }
  })
  return {commands, aliases, losers}
}

const commandRow = (plugin: number, {summary = '', risk = 'write', hidden}: ManifestCommand): CommandRow =>
  hidden ? [plugin, summary, risk, 1] : [plugin, summary, risk]

function topicsOf(plugins: readonly PluginRow[]): RouteIndex['topics'] {
  const found = new Map<string, string>()
  for (const {topics} of plugins)
    for (const [name, summary] of Object.entries(topics ?? {})) if (!found.has(name)) found.set(name, summary)
  return [...found].map(([name, summary]) => ({name, summary}))
}

/** Typed forms of the flags that are never boolean. A flag that is boolean in one command is not skipped with a value. */
function valueFlags(manifests: readonly (PluginManifest | Error)[]): string[] {
  const kinds = new Map<string, boolean>()
  for (const manifest of manifests) {
    if (manifest instanceof Error) continue
    for (const command of Object.values(manifest.commands)) {
      for (const flag of Object.values(command.flags)) {
        const typed = [
          `--${flag.name}`,
          ...(flag.aliases ?? []).map((name) => `--${name}`),
          ...[flag.char, ...(flag.charAliases ?? [])].flatMap((char) => (char ? [`-${char}`] : [])),
        ]
        for (const form of typed) kinds.set(form, (kinds.get(form) ?? true) && flag.type === 'option')
      }
    }
  }
  return [...kinds]
    .filter(([, takesValue]) => takesValue)
    .map(([form]) => form)
    .sort()
}
