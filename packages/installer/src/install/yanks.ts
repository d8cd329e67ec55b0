import type {PluginIndex} from '../registry/plugin-index.ts'
import {type LockEntry, readLock, type StoredRelease, writeLock} from './lock.ts'
import {shortName} from './names.ts'

/** Marks the stored releases that a registry has withdrawn, and unmarks those it has given back. */
export function noteYanks(
  {data, say}: {readonly data: string; readonly say: (line: string) => void},
  registry: string,
  index: PluginIndex,
): void {
  const lock = readLock(data)
  const plugins = Object.fromEntries(
    Object.entries(lock.plugins).map(([name, entry]) => [name, marked(name, entry, registry, index)]),
  )
  if (JSON.stringify(plugins) === JSON.stringify(lock.plugins)) return
  writeLock(data, {...lock, plugins})
  for (const [name, {active}] of Object.entries(plugins))
    if (active?.yanked !== undefined && lock.plugins[name]?.active?.yanked !== active.yanked)
      say(yankLine(name, active, active.yanked, index))
}

function yankLine(name: string, {version}: StoredRelease, severity: 'normal' | 'critical', index: PluginIndex): string {
  const release = index.plugins.find((plugin) => plugin.name === name)?.releases.find((one) => one.version === version)
  const why = release?.yanked?.reason === undefined ? '' : `: ${release.yanked.reason}`
  const effect = severity === 'critical' ? '; its commands do not run any more' : ''
  const short = shortName(name)
  return `warning: ${short} ${version} was withdrawn by its registry${why}${effect}; take a newer one: ome plugin upgrade ${short}`
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
