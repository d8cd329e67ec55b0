import {activePlugins, type Blocked} from '@ome/installer/install/active-plugins'
import {type LockEntry, readLock} from '@ome/installer/install/lock'
import {shortName} from '@ome/installer/install/names'
import type {Workbench} from '@ome/installer/install/workbench'
import {readManifest} from '../routes/read-manifest.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {pluginSources} from '../routes/sources.ts'

export interface ListedPlugin {
  readonly name: string
  readonly package: string
  readonly version: string
  /** Id of the registry it came from, `workspace` or `link`. */
  readonly origin: string
  readonly commands: number
  readonly status: 'enabled' | 'disabled' | 'broken' | 'yanked'
  /** Why it does not run as it should. */
  readonly reason?: string
  /** Of installed plugins. */
  readonly channel?: string
  readonly pinned?: boolean
}

/**
 * Every plugin that is installed, linked or part of this repository, without any registry. The index in use knows what
 * the settings switch off and what was left out.
 */
export function listPlugins(bench: Workbench, index?: RouteIndex): readonly ListedPlugin[] {
  const lock = readLock(bench.data)
  const locked = activePlugins(bench.data).map(({name, origin, root, version, registry, blocked}): ListedPlugin => {
    const manifest = readBuilt(root)
    const entry = origin === 'installed' ? lock.plugins[name] : undefined
    const row = index?.plugins.find((plugin) => plugin.name === name)
    const state = stateOf({blocked: row === undefined ? blocked : row.blocked, manifest, entry})
    const isLeftOut = index !== undefined && row === undefined && state.status === 'enabled'
    return {
      name: shortName(name),
      package: name,
      version: version ?? manifest?.version ?? 'unknown',
      origin: registry ?? 'link',
      commands: manifest?.commands ?? entry?.active?.commands.length ?? 0,
      ...(isLeftOut ? {status: 'broken', reason: 'it was made for another version of ome'} : state),
      ...(entry === undefined ? {} : {channel: entry.channel, pinned: entry.pinned}),
    }
  })
  const workspace = pluginSources(bench.hostFolder, bench.data)
    .plugins.filter(({origin}) => origin === 'workspace')
    .map(({name, version, root}): ListedPlugin => {
      const blocked = index?.plugins.find((plugin) => plugin.name === name)?.blocked
      const manifest = readBuilt(root)
      return {
        name: shortName(name),
        package: name,
        version,
        origin: 'workspace',
        commands: manifest?.commands ?? 0,
        ...stateOf({blocked, manifest, entry: undefined}),
      }
    })
  return [...locked, ...workspace].sort((a, b) => (a.name < b.name ? -1 : 1))
}

interface Seen {
  readonly blocked: Blocked | undefined
  readonly manifest: Built | undefined
  readonly entry: LockEntry | undefined
}

function stateOf({blocked, manifest, entry}: Seen): Pick<ListedPlugin, 'status' | 'reason'> {
  const yanked = entry?.active?.yanked
  if (blocked === 'off') return {status: 'disabled'}
  if (blocked === 'missing') return {status: 'broken', reason: 'its files are missing'}
  if (blocked === 'changed') return {status: 'broken', reason: 'its files are not what was installed'}
  if (yanked !== undefined)
    return {status: 'yanked', reason: yanked === 'critical' ? 'it does not run' : 'it still runs'}
  return manifest === undefined ? {status: 'broken', reason: 'its manifest cannot be read'} : {status: 'enabled'}
}

interface Built {
  readonly version: string
  readonly commands: number
}

function readBuilt(root: string): Built | undefined {
  try {
    const {version, commands} = readManifest(root)
    return {version, commands: Object.keys(commands).length}
  } catch (error) {
    // Missing or damaged: the list says so in the plugin's row.
    if (error instanceof Error) return undefined
    throw error
  }
}
