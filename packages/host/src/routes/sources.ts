import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {activePlugins} from '../install/active-plugins.ts'
import {lockPath} from '../install/lock.ts'
import {manifestPath} from './plugin-manifest.ts'
import {type PluginRow, stampOf} from './route-index.ts'

export interface Sources {
  readonly plugins: readonly PluginRow[]
  /** Files whose change means that this list may be another one. */
  readonly watched: readonly string[]
  readonly notices: readonly string[]
}

/** Where plugins come from: the host itself, the repository's own ones, and those of the lock, which win by name. */
export function pluginSources(hostRoot: string, data: string): Sources {
  const host = row(hostRoot, 'host')
  const workspace = workspacePlugins(hostRoot)
  const locked = activePlugins(data)
  const taken = new Set(locked.map(({name}) => name))
  const notices = locked.flatMap(({name, blocked}) => (blocked && blocked !== 'off' ? [notice(name, blocked)] : []))
  const usable = locked.filter(({blocked}) => blocked === undefined || blocked === 'off')
  const plugins = [
    host,
    ...workspace.built.filter(({name}) => !taken.has(name)),
    ...usable.map(({origin, root, bundle, blocked}) => ({
      ...row(root, origin, bundle),
      ...(bundle ? {mark: stampOf(bundle)} : {}),
      ...(blocked === 'off' ? {off: true as const} : {}),
    })),
  ]
  return {
    plugins,
    watched: [
      lockPath(data),
      manifestPath(hostRoot),
      ...workspace.watched,
      ...usable.map(({root}) => manifestPath(root)),
    ],
    notices,
  }
}

const notice = (name: string, blocked: string): string => {
  const why =
    blocked === 'yanked'
      ? 'was withdrawn by its registry'
      : blocked === 'missing'
        ? 'is missing from the store'
        : 'has been changed since it was installed'
  return `plugin ${name} ${why} and is left out; see: ome plugin verify ${name}`
}

/** Built plugins beside the host, when this is the repository and not an installed package. */
function workspacePlugins(hostRoot: string): {built: PluginRow[]; watched: string[]} {
  const packages = join(hostRoot, '..')
  if (!existsSync(join(hostRoot, 'src'))) return {built: [], watched: []}
  const roots = readdirSync(packages)
    .filter((name) => name.startsWith('plugin-'))
    .sort()
    .map((name) => join(packages, name))
  return {
    built: roots.filter((root) => existsSync(manifestPath(root))).map((root) => row(root, 'workspace')),
    watched: [packages, ...roots.map(manifestPath)],
  }
}

interface PackageFile {
  readonly name: string
  readonly version: string
  readonly oclif?: {readonly topics?: Readonly<Record<string, {readonly description?: string}>>}
}

function row(root: string, origin: PluginRow['origin'], bundle?: string): PluginRow {
  const {name, version, oclif}: PackageFile = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const topics = Object.entries(oclif?.topics ?? {}).map(([topic, {description = ''}]) => [topic, description])
  const file = bundle ?? join(root, 'dist', 'plugin.cjs')
  return {name, version, origin, root, file, ...(topics.length > 0 ? {topics: Object.fromEntries(topics)} : {})}
}
