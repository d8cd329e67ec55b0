import type {PluginIndex} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import {type LockEntry, readLock, type StoredRelease, writeLock} from './lock.ts'
import {shortName} from './names.ts'
import {wayOutHints} from './way-out-hints.ts'
import {type WayRules, waysOut} from './ways-out.ts'

/**
 * Marks the stored releases that a registry has withdrawn, and unmarks those it has given back: an index that does not
 * list a release any more says nothing of it.
 */
export function noteYanks(bench: WayRules & Notes, registry: OpenRegistry): void {
  const {data, say} = bench
  const lock = readLock(data)
  const plugins = Object.fromEntries(
    Object.entries(lock.plugins).map(([name, entry]) => [
      name,
      marked(name, entry, registry.source.id, registry.index),
    ]),
  )
  if (JSON.stringify(plugins) === JSON.stringify(lock.plugins)) return
  writeLock(data, {...lock, plugins})
  for (const [name, entry] of Object.entries(plugins))
    if (entry.active?.yanked !== undefined && lock.plugins[name]?.active?.yanked !== entry.active.yanked)
      say(yankLine(bench, name, entry, registry))
}

interface Notes {
  readonly data: string
  readonly say: (line: string) => void
}

function yankLine(rules: WayRules, name: string, entry: LockEntry, registry: OpenRegistry): string {
  const {version, yanked} = entry.active ?? {}
  const plugin = registry.index.plugins.find((one) => one.name === name)
  const reason = plugin?.releases.find((one) => one.version === version)?.yanked?.reason
  const effect = yanked === 'critical' ? '; its commands do not run any more' : ''
  const [next] = wayOutHints(name, waysOut(rules, name, entry, plugin && {registry, plugin}))
  return `warning: ${shortName(name)} ${version} was withdrawn by its registry${reason === undefined ? '' : `: ${reason}`}${effect}; ${next}`
}

function marked(name: string, entry: LockEntry, registry: string, index: PluginIndex): LockEntry {
  const releases = index.plugins.find((plugin) => plugin.name === name)?.releases ?? []
  const mark = (release: StoredRelease): StoredRelease => {
    if (release.registry !== registry) return release
    const listed = releases.find(({version}) => version === release.version)
    if (listed === undefined) return release
    const {yanked: _before, ...rest} = release
    return listed.yanked === undefined ? rest : {...rest, yanked: listed.yanked.severity}
  }
  return {
    ...entry,
    ...(entry.active === undefined ? {} : {active: mark(entry.active)}),
    previous: entry.previous.map(mark),
  }
}
