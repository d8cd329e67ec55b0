import {whileBusy} from '@ome/installer/install/busy'
import type {Found} from '@ome/installer/install/found-plugin'
import {type LockEntry, readLock} from '@ome/installer/install/lock'
import {shortName} from '@ome/installer/install/names'
import {isPermitted} from '@ome/installer/install/permitted-registry'
import {demandRegistries, findPlugin, ownerOf} from '@ome/installer/install/resolve'
import {waysOut} from '@ome/installer/install/ways-out'
import {openSource, type Workbench} from '@ome/installer/install/workbench'
import type {IndexPlugin} from '@ome/installer/registry/plugin-index'
import type {OpenRegistry} from '@ome/installer/registry/refresh'
import {isOmeError} from '@ome/sdk/errors'
import {gt} from 'semver'

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
  /** What to take instead; absent where a withdrawn release has nothing to replace it. */
  readonly newest?: string
  readonly status: 'outdated' | 'yanked'
  readonly channel: string
  readonly registry: string
  readonly pinned: boolean
}

/** Installed plugins whose channel has a newer release, and those whose release was withdrawn. */
export function outdatedPlugins(bench: Workbench): Promise<readonly OutdatedPlugin[]> {
  return whileBusy(bench, async () => {
    const outdated: OutdatedPlugin[] = []
    for (const [name, entry] of Object.entries(readLock(bench.data).plugins)) {
      const row = await outdatedRow(bench, name, entry)
      if (row !== undefined) outdated.push(row)
    }
    return outdated
  })
}

async function outdatedRow(bench: Workbench, name: string, before: LockEntry): Promise<OutdatedPlugin | undefined> {
  if (before.active === undefined) return undefined
  const found = await offered(bench, name, before)
  // The look at the registry may have found that the release was withdrawn.
  const entry = readLock(bench.data).plugins[name] ?? before
  const {active = before.active, channel, pinned} = entry
  const {yanked} = active
  const ways = yanked === undefined ? {} : waysOut(bench, name, entry, found)
  const top = found?.plugin.channels[channel]
  const newest = yanked === undefined ? top : (ways.upgrade ?? ways.rollback ?? ways.install)
  if (yanked === undefined && (newest === undefined || !gt(newest, active.version))) return undefined
  return {
    name: shortName(name),
    package: name,
    version: active.version,
    ...(newest === undefined ? {} : {newest}),
    status: yanked === undefined ? 'outdated' : 'yanked',
    channel,
    registry: found?.registry.source.id ?? active.registry,
    pinned,
  }
}

/** A registry that does not list a withdrawn plugin any more has nothing newer. */
async function offered(bench: Workbench, name: string, {active}: LockEntry): Promise<Found | undefined> {
  try {
    return await findPlugin(bench, name)
  } catch (error) {
    if (active?.yanked !== undefined && isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
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
