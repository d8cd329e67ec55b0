import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {writeAtomic} from './atomic-file.ts'

export const lockSchema = 'ome-plugins-lock/1'

/** The one file that runs: compared by size and time at every start, by digest when those differ. */
export interface BundleMark {
  /** Relative to the release's folder. */
  readonly file: string
  readonly size: number
  readonly mtimeMs: number
  readonly sha256: string
}

/** A release that lies in the store. */
export interface StoredRelease {
  readonly registry: string
  readonly serial: number
  readonly version: string
  /** `sha512-<base64>` of the downloaded archive. */
  readonly integrity: string
  /** Hex sha256 over all files, see `tree.ts`. */
  readonly tree: string
  /** Relative to the data folder, with `/`. */
  readonly folder: string
  readonly commands: readonly string[]
  /** Hex sha256 of the rights and hosts that were shown and accepted. */
  readonly needs: string
  readonly bundle: BundleMark
  readonly installedAt: string
  /** Set by a refresh: the registry has withdrawn this release. `critical` stops it from running. */
  readonly yanked?: 'normal' | 'critical'
}

export interface LockEntry {
  readonly channel: string
  readonly pinned: boolean
  readonly enabled: boolean
  /** Absent while the first installation is under way. */
  readonly active?: StoredRelease
  /** Newest first, at most two. */
  readonly previous: readonly StoredRelease[]
  /** Stored, not yet switched to. */
  readonly next?: StoredRelease
}

export interface Lock {
  readonly plugins: Readonly<Record<string, LockEntry>>
  /** Folders under development, by plugin name. They win over an installed release of the same name. */
  readonly links: Readonly<Record<string, {readonly path: string; readonly since: string}>>
  /** Command ids handed to another plugin than their owner. */
  readonly replaces: Readonly<Record<string, {readonly plugin: string; readonly over: string; readonly since: string}>>
}

export const emptyLock: Lock = {plugins: {}, links: {}, replaces: {}}

export const lockPath = (data: string): string => join(data, 'plugins.lock.json')

/** The lock of a data folder; a missing file is an empty lock, a damaged one an error that names it. */
export function readLock(data: string): Lock {
  const path = lockPath(data)
  const text = readIfPresent(path)
  if (text === undefined) return emptyLock
  try {
    return parseLock(JSON.parse(text))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OmeError(
      'failed',
      `${path} is damaged: ${reason}`,
      [`move it away and install again: mv ${path} ${path}.bad`],
      {
        cause,
        object: path,
      },
    )
  }
}

export function writeLock(data: string, lock: Lock): void {
  const plugins = Object.fromEntries(
    Object.keys(lock.plugins)
      .sort()
      .map((name) => [name, toFile(lock.plugins[name])]),
  )
  const file = {schema: lockSchema, plugins, links: lock.links, replaces: lock.replaces}
  writeAtomic(lockPath(data), JSON.stringify(file, undefined, 2) + '\n', 0o600)
}

export const withEntry = (lock: Lock, name: string, entry: LockEntry): Lock => ({
  ...lock,
  plugins: {...lock.plugins, [name]: entry},
})

export function withoutEntry(lock: Lock, name: string): Lock {
  const {[name]: _gone, ...plugins} = lock.plugins
  return {...lock, plugins}
}

/** Drops a `next` that will not be switched to; an entry that had nothing else goes with it. */
export function withoutNext(lock: Lock, name: string): Lock {
  const entry = lock.plugins[name]
  if (entry === undefined) return lock
  const {next: _dropped, ...rest} = entry
  return rest.active === undefined && rest.previous.length === 0
    ? withoutEntry(lock, name)
    : withEntry(lock, name, rest)
}

/** `next` becomes active, the active release the newest of at most two previous ones. */
export function promoted(entry: LockEntry): LockEntry {
  const {next, active, previous, ...flags} = entry
  if (next === undefined) return entry
  const kept = [...(active === undefined ? [] : [active]), ...previous].filter(({folder}) => folder !== next.folder)
  return {...flags, active: next, previous: kept.slice(0, 2)}
}

/** On disk the active release's fields stand beside the flags. */
const toFile = (entry: LockEntry | undefined): object => {
  if (entry === undefined) return {}
  const {active, previous, next, ...flags} = entry
  return {...active, ...flags, previous, ...(next === undefined ? {} : {next})}
}

function parseLock(value: unknown): Lock {
  const file = record(value, 'the lock')
  if (file['schema'] !== lockSchema) throw new Error(`schema is not ${lockSchema}`)
  const plugins = Object.entries(record(file['plugins'], 'plugins')).map(([name, entry]) => [
    name,
    parseEntry(name, entry),
  ])
  return {
    plugins: Object.fromEntries(plugins),
    links: strings(file['links'], 'links', ['path', 'since']),
    replaces: strings(file['replaces'], 'replaces', ['plugin', 'over', 'since']),
  }
}

function parseEntry(name: string, value: unknown): LockEntry {
  const entry = record(value, name)
  const previous = entry['previous']
  if (!Array.isArray(previous)) throw new Error(`${name}: previous is not a list`)
  return {
    channel: text(entry, 'channel', name),
    pinned: entry['pinned'] === true,
    enabled: entry['enabled'] !== false,
    ...(entry['version'] === undefined ? {} : {active: parseRelease(name, entry)}),
    previous: previous.map((release) => parseRelease(name, release)),
    ...(entry['next'] === undefined ? {} : {next: parseRelease(name, entry['next'])}),
  }
}

function parseRelease(name: string, value: unknown): StoredRelease {
  const release = record(value, name)
  const commands = release['commands']
  if (!Array.isArray(commands) || !commands.every((id) => typeof id === 'string'))
    throw new Error(`${name}: commands is not a list of ids`)
  const bundle = record(release['bundle'], `${name}: bundle`)
  const folder = text(release, 'folder', name)
  if (folder.split('/').includes('..') || folder.startsWith('/'))
    throw new Error(`${name}: folder leaves the data folder`)
  const yanked = release['yanked']
  return {
    registry: text(release, 'registry', name),
    serial: whole(release, 'serial', name),
    version: text(release, 'version', name),
    integrity: text(release, 'integrity', name),
    tree: text(release, 'tree', name),
    folder,
    commands,
    needs: text(release, 'needs', name),
    bundle: {
      file: text(bundle, 'file', name),
      size: whole(bundle, 'size', name),
      mtimeMs: whole(bundle, 'mtimeMs', name),
      sha256: text(bundle, 'sha256', name),
    },
    installedAt: text(release, 'installedAt', name),
    ...(yanked === 'normal' || yanked === 'critical' ? {yanked} : {}),
  }
}

function strings<Key extends string>(
  value: unknown,
  what: string,
  keys: readonly Key[],
): Record<string, Record<Key, string>> {
  const rows = Object.entries(record(value ?? {}, what)).map(([name, row]) => {
    const fields = record(row, `${what}.${name}`)
    return [name, Object.fromEntries(keys.map((key) => [key, text(fields, key, name)]))]
  })
  return Object.fromEntries(rows)
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error(`${what} is not an object`)
}

function text(from: Record<string, unknown>, key: string, what: string): string {
  const value = from[key]
  if (typeof value === 'string') return value
  throw new Error(`${what}: ${key} is not a text`)
}

function whole(from: Record<string, unknown>, key: string, what: string): number {
  const value = from[key]
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new Error(`${what}: ${key} is not a whole number`)
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
