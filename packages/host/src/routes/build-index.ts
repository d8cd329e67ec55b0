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
  const plugins = inOrder(sources.plugins.map((plugin) => switched(plugin, user.config)))
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
    notices: unreadable(plugins, manifests),
  }
  const complete = {...index, rootHelp: rootHelp(index, {width: 80, program: 'ome', colour: false})}
  const problem = save(complete, folders.cache)
  return problem === undefined ? complete : {...complete, notices: [...complete.notices, problem]}
}

/** Without a cache every start makes the index anew: slower, and no reason not to run. */
function save(index: RouteIndex, cache: string): string | undefined {
  try {
    mkdirSync(cache, {recursive: true})
    writeAtomic(indexPath(cache), encodeIndex(index))
    return undefined
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return `${cache} cannot be written (${error.code}), so every start is slow; choose another folder with OME_CACHE_DIR`
  }
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

/** The host first, then by name: who owns an id does not depend on the order of installation. What may not run comes last. */
const inOrder = (plugins: readonly PluginRow[]): PluginRow[] =>
  [...plugins].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))

const rank = ({origin, blocked}: PluginRow): number => (origin === 'host' ? 0 : blocked ? 2 : 1)

/** `plugins` of config.yaml wins over the lock for what is switched on and off. */
function switched(plugin: PluginRow, config: RouteIndex['config']): PluginRow {
  const entries: unknown = config['plugins']
  if (plugin.origin === 'host' || !Array.isArray(entries)) return plugin
  const entry = entries.find(({name}) => name === plugin.name || name === shortName(plugin.name))
  if (entry?.enabled === false) return {...plugin, blocked: 'off'}
  const {blocked, ...rest} = plugin
  return entry?.enabled === true && blocked === 'off' ? rest : plugin
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
    manifest instanceof Error && plugins[at]?.blocked === undefined
      ? [`plugin ${plugins[at]?.name} is left out: ${manifest.message}`]
      : [],
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
