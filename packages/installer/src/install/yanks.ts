import type {PluginIndex} from '../registry/plugin-index.ts'
import {type LockEntry, readLock, type StoredRelease, writeLock} from './lock.ts'

/** Marks the stored releases that a registry has withdrawn, and unmarks those it has given back. */
export function noteYanks(data: string, registry: string, index: PluginIndex): void {
  const lock = readLock(data)
  const plugins = Object.fromEntries(
    Object.entries(lock.plugins).map(([name, entry]) => [name, marked(name, entry, registry, index)]),
  )
  if (JSON.stringify(plugins) !== JSON.stringify(lock.plugins)) writeLock(data, {...lock, plugins})
}

function marked(name: string, entry: LockEntry, registry: string, index: PluginIndex): LockEntry {
  const releases = index.plugins.find((plugin) => plugin.name === name)?.releases ?? []
  const mark = (release: StoredRelease): StoredRelease => {
    if (release.registry !== registry) return release
    const {yanked: _before, ...rest} = release
    const severity = releases.find(({version}) => version === release.version)?.yanked?.severity
    return severity === undefined ? rest : {...rest, yanked: severity}
  }
  return {
    ...entry,
    ...(entry.active === undefined ? {} : {active: mark(entry.active)}),
    previous: entry.previous.map(mark),
  }
}
