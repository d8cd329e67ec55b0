import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {foreignManifestFile} from '@ome/installer/artifact/foreign-run'
import {type ActivePlugin, activePlugins} from '@ome/installer/install/active-plugins'
import {emptyLock, type Lock, lockPath, readLock} from '@ome/installer/install/lock'
import {stampOf} from '@ome/sdk/disk/stamp'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'
import {manifestPath} from './read-manifest.ts'
import {knownIndex, type PluginRow} from './route-index.ts'

export interface Sources {
  readonly plugins: readonly PluginRow[]
  /** Files whose change means that this list may be another one. */
  readonly watched: readonly string[]
  /** Command ids handed to another plugin than their owner. */
  readonly ledger: Readonly<Record<string, string>>
  /** Empty when it is damaged. */
  readonly lock: Lock
  /** Why nothing is known of installed plugins; everything else works without them. */
  readonly damage?: OmeError
}

/** Where plugins come from: the host itself, the repository's own ones, and those of the lock, which win by name. */
export function pluginSources(hostRoot: string, data: string): Sources {
  const host = row(hostRoot, 'host')
  const workspace = workspacePlugins(hostRoot)
  const {lock, damage} = lockOf(data)
  const locked = damage ? [] : activePlugins(data)
  const taken = new Set(locked.map(({name}) => name))
  const plugins = [host, ...workspace.built.filter(({name}) => !taken.has(name)), ...locked.map(lockedPlugin)]
  const ledger = Object.entries(lock.replaces).map(([id, {plugin}]) => [toId(id), plugin])
  return {
    plugins,
    ledger: Object.fromEntries(ledger),
    lock,
    ...(damage ? {damage} : {}),
    watched: [
      lockPath(data),
      manifestPath(hostRoot),
      ...workspace.watched,
      ...locked.flatMap(({root}) => [manifestPath(root), join(root, 'package.json')]),
      ...plugins.flatMap(({root, personalities = []}) => personalities.map((path) => join(root, path))),
    ],
  }
}

function lockOf(data: string): Pick<Sources, 'lock' | 'damage'> {
  try {
    return {lock: readLock(data)}
  } catch (error) {
    if (!isOmeError(error)) throw error
    return {lock: emptyLock, damage: error}
  }
}

/** Whether the repository this program runs from takes over when no plugin of that name is installed. */
export function hasRepositoryCopy({cache, data}: {readonly cache: string; readonly data: string}, plugin: string) {
  const host = knownIndex(cache)?.plugins.find(({origin}) => origin === 'host')
  return host !== undefined && repositoryPlugins(host.root, data).includes(plugin)
}

/** Names of the repository's own plugins that are in use. */
export const repositoryPlugins = (hostRoot: string, data: string): readonly string[] =>
  pluginSources(hostRoot, data)
    .plugins.filter(({origin}) => origin === 'workspace')
    .map(({name}) => name)

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
    watched: [packages, ...roots.flatMap((root) => [manifestPath(root), join(root, 'package.json')])],
  }
}

function lockedPlugin(plugin: ActivePlugin): PluginRow {
  const {name, version = '', origin, root, bundle, blocked, withdrawn, publisher, registry} = plugin
  const file = bundle ?? join(root, 'dist', 'plugin.cjs')
  if (!existsSync(join(root, 'package.json'))) return {name, version, origin, root, file, blocked: 'missing'}
  return {
    ...row(root, origin, bundle),
    ...(bundle ? {mark: stampOf(bundle)} : {}),
    ...(blocked === undefined ? {} : {blocked}),
    ...(withdrawn ? {withdrawn} : {}),
    ...(publisher === undefined ? {} : {publisher}),
    ...(registry === undefined ? {} : {registry}),
  }
}

interface TopicClaim {
  readonly name: string
  /** It adds ids below a topic of another plugin. */
  readonly shared?: boolean
}

interface PackageFile {
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly ome?: {
    readonly hostApi?: string
    readonly topics?: readonly (string | TopicClaim)[]
    readonly personalities?: readonly string[]
  }
  readonly oclif?: {readonly topics?: Readonly<Record<string, {readonly description?: string}>>}
}

function row(root: string, origin: PluginRow['origin'], bundle?: string): PluginRow {
  const {name, version, description, ome, oclif}: PackageFile = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const manifest = manifestPath(root)
  const programs = manifest.endsWith(foreignManifestFile)
  const owns = ownTopics(ome?.topics ?? [])
  // A plugin of programs has no place for its topics' summaries but its own one.
  const topics = [
    ...(programs && description ? owns.map((topic) => [topic, oneLine(description)]) : []),
    ...Object.entries(oclif?.topics ?? {}).map(([topic, {description: summary = ''}]) => [topic, summary]),
  ]
  return {
    name,
    version,
    origin,
    root,
    file: bundle ?? (programs ? manifest : join(root, 'dist', 'plugin.cjs')),
    ...(programs ? {programs} : {}),
    ...(ome?.hostApi === undefined ? {} : {hostApi: ome.hostApi}),
    ...(topics.length > 0 ? {topics: Object.fromEntries(topics)} : {}),
    owns,
    ...(ome?.personalities === undefined ? {} : {personalities: ome.personalities}),
  }
}

const ownTopics = (claims: readonly (string | TopicClaim)[]): string[] =>
  Array.isArray(claims)
    ? claims.flatMap((claim: string | TopicClaim) =>
        typeof claim === 'string' ? [toId(claim)] : claim.shared === true ? [] : [toId(String(claim.name))],
      )
    : []

const oneLine = (text: string): string => plain(String(text)).split('\n', 1)[0] ?? ''

const toId = (words: string): string => words.replaceAll(' ', ':')
