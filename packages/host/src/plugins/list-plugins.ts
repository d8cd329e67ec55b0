import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {manifestFile} from '@ome/installer/artifact/contract'
import {activePlugins, type Blocked} from '@ome/installer/install/active-plugins'
import {whileBusy} from '@ome/installer/install/busy'
import {readLock} from '@ome/installer/install/lock'
import {shortName} from '@ome/installer/install/names'
import {demandRegistries, type Found, findPlugin, ownerOf} from '@ome/installer/install/resolve'
import {isPermitted, openSource, type Workbench} from '@ome/installer/install/workbench'
import type {IndexPlugin} from '@ome/installer/registry/plugin-index'
import type {OpenRegistry} from '@ome/installer/registry/refresh'
import {gt} from 'semver'
import {pluginSources} from '../routes/sources.ts'

export interface ListedPlugin {
  readonly name: string
  readonly package: string
  readonly version: string
  /** Id of the registry it came from, `workspace` or `link`. */
  readonly origin: string
  readonly commands: number
  readonly status: 'enabled' | 'disabled' | 'broken' | 'yanked'
}

/** Every plugin that is installed, linked or part of this repository, without any registry. */
export function listPlugins(bench: Workbench): readonly ListedPlugin[] {
  const lock = readLock(bench.data)
  const locked = activePlugins(bench.data).map(({name, origin, root, version, registry, blocked}): ListedPlugin => {
    const manifest = origin === 'link' ? readBuilt(root) : undefined
    const active = lock.plugins[name]?.active
    return {
      name: shortName(name),
      package: name,
      version: version ?? manifest?.version ?? 'unknown',
      origin: registry ?? 'link',
      commands: manifest?.commands ?? active?.commands.length ?? 0,
      status: origin === 'link' && manifest === undefined ? 'broken' : statusOf(blocked, active?.yanked),
    }
  })
  const workspace = pluginSources(bench.hostFolder, bench.data)
    .plugins.filter(({origin}) => origin === 'workspace')
    .map(({name, version, root}): ListedPlugin => {
      return {
        name: shortName(name),
        package: name,
        version,
        origin: 'workspace',
        commands: readBuilt(root)?.commands ?? 0,
        status: 'enabled',
      }
    })
  return [...locked, ...workspace].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function statusOf(blocked: Blocked | undefined, yanked: string | undefined): ListedPlugin['status'] {
  if (blocked === 'off') return 'disabled'
  if (blocked === 'missing' || blocked === 'changed') return 'broken'
  return yanked === undefined ? 'enabled' : 'yanked'
}

function readBuilt(root: string): {readonly version: string; readonly commands: number} | undefined {
  const path = join(root, manifestFile)
  if (!existsSync(path)) return undefined
  const {version, commands} = JSON.parse(readFileSync(path, 'utf8'))
  return {version: String(version), commands: Object.keys(commands ?? {}).length}
}

export interface OfferedPlugin {
  readonly name: string
  readonly package: string
  readonly version: string
  readonly registry: string
  readonly summary: string
  readonly publisher: string
  readonly installed?: string
}

/** What the signed indexes offer, each name at the registry that owns it; with words, those that match all of them. */
export function searchPlugins(bench: Workbench, words: readonly string[]): Promise<readonly OfferedPlugin[]> {
  demandRegistries(bench)
  return whileBusy(bench, async () => {
    const offered: OfferedPlugin[] = []
    const usable = bench.registries.filter(({id}) => isPermitted(bench, id))
    for (const source of usable) {
      const registry = await openSource(bench, source)
      offered.push(
        ...registry.index.plugins
          .filter(({name}) => ownerOf(bench.registries, name, (one) => usable.includes(one)) === source)
          .filter((plugin) => matches(plugin, words))
          .map((plugin) => toOffer(bench, registry, plugin)),
      )
    }
    return offered.sort((a, b) => (a.name < b.name ? -1 : 1))
  })
}

export interface OutdatedPlugin {
  readonly name: string
  readonly package: string
  readonly version: string
  readonly newest: string
  readonly channel: string
  readonly registry: string
  readonly pinned: boolean
}

/** Installed plugins whose channel has a newer release. */
export function outdatedPlugins(bench: Workbench): Promise<readonly OutdatedPlugin[]> {
  return whileBusy(bench, async () => {
    const outdated: OutdatedPlugin[] = []
    for (const [name, {active, channel, pinned}] of Object.entries(readLock(bench.data).plugins)) {
      if (active === undefined) continue
      const {registry, plugin} = await findPlugin(bench, name)
      const newest = plugin.channels[channel]
      if (newest === undefined || !gt(newest, active.version)) continue
      outdated.push({
        name: shortName(name),
        package: name,
        version: active.version,
        newest,
        channel,
        registry: registry.source.id,
        pinned,
      })
    }
    return outdated
  })
}

export const describePlugin = (bench: Workbench, name: string): Promise<Found & {readonly installed?: string}> =>
  whileBusy(bench, async () => {
    const found = await findPlugin(bench, name)
    const installed = readLock(bench.data).plugins[found.plugin.name]?.active?.version
    return {...found, ...(installed === undefined ? {} : {installed})}
  })

function toOffer(bench: Workbench, {source}: OpenRegistry, plugin: IndexPlugin): OfferedPlugin {
  const installed = readLock(bench.data).plugins[plugin.name]?.active?.version
  return {
    name: shortName(plugin.name),
    package: plugin.name,
    version: plugin.channels['stable'] ?? plugin.releases[0]?.version ?? 'none',
    registry: source.id,
    summary: plugin.summary,
    publisher: plugin.publisher,
    ...(installed === undefined ? {} : {installed}),
  }
}

/** Words are looked for in the name, the summary, the topics and the command ids. */
function matches(plugin: IndexPlugin, words: readonly string[]): boolean {
  const commands = plugin.releases[0]?.commands.map(({id, summary}) => `${id} ${summary}`) ?? []
  const text = [plugin.name, plugin.summary, ...plugin.topics, ...commands].join('\n').toLowerCase()
  return words.every((word) => text.includes(word.toLowerCase()))
}
