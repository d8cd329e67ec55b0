import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import type {Folders} from '@ome/sdk/context'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {stampOf} from '@ome/sdk/disk/stamp'
import {isOmeError} from '@ome/sdk/errors'
import {shortName} from '../help/plugin-title.ts'
import {rootHelp} from '../help/root-help.ts'
import {readUserFile, userFilePath} from '../settings/user-file.ts'
import {assignCommands, type Described, valueFlags} from './owners.ts'
import {readManifest} from './plugin-manifest.ts'
import {encodeIndex, indexKey, indexPath, type PluginRow, type RouteIndex} from './route-index.ts'
import {pluginSources} from './sources.ts'

/** Makes the index from manifests, lock and config.yaml and puts it into the cache. */
export async function buildIndex(dist: string, version: string, folders: Folders): Promise<RouteIndex> {
  const hostRoot = join(dist, '..')
  const sources = pluginSources(hostRoot, folders.data)
  const watchedPaths = [...sources.watched, userFilePath(folders)]
  // Taken before anything is read: what changes meanwhile makes the new index stale, not wrong.
  const watched = Object.fromEntries(watchedPaths.map((path) => [path, stampOf(path)]))
  const user = await userConfig(folders)
  const notices: string[] = []
  const fitting = await fittingPlugins(sources.plugins, notices)
  const described = inOrder(fitting.map((plugin) => switched(plugin, user.config))).map((plugin) =>
    describe(plugin, notices),
  )
  const plugins = described.map(({plugin}) => plugin)
  const index = {
    key: indexKey(dist, version, folders),
    version,
    watched,
    plugins,
    ...assignCommands(described, sources.ledger),
    topics: topicsOf(plugins),
    valueFlags: valueFlags(described),
    ...user,
    notices,
  }
  const complete: RouteIndex = {...index, rootHelp: rootHelp(index, {width: 80, program: 'ome', colour: false})}
  const problem = save(complete, folders.cache)
  return problem === undefined ? complete : {...complete, notices: [...notices, problem]}
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

/** Leaves out, with a line, what was made for another version of the sdk. */
async function fittingPlugins(plugins: readonly PluginRow[], notices: string[]): Promise<PluginRow[]> {
  const {default: semver} = await import('semver')
  return plugins.filter(({name, hostApi: range, blocked}) => {
    const fits = blocked !== undefined || range === undefined || semver.satisfies(hostApi, range)
    if (!fits) notices.push(`plugin ${name} is left out: it needs host API ${range}, this is ${hostApi}`)
    return fits
  })
}

/**
 * The host first, then by name: who owns an id does not depend on the order of installation. What may not run comes
 * last.
 */
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

function describe(plugin: PluginRow, notices: string[]): Described {
  try {
    return {plugin, manifest: readManifest(plugin.root)}
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (plugin.blocked === undefined) notices.push(`plugin ${plugin.name} is left out: ${reason}`)
    return {plugin, manifest: undefined}
  }
}

function topicsOf(plugins: readonly PluginRow[]): RouteIndex['topics'] {
  const found = new Map<string, string>()
  for (const {topics} of plugins)
    for (const [name, summary] of Object.entries(topics ?? {})) if (!found.has(name)) found.set(name, summary)
  return [...found].map(([name, summary]) => ({name, summary}))
}
