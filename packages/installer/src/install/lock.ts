import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type Disk, localDisk} from '@ome/sdk/disk/disk'
import {OmeError} from '@ome/sdk/errors'
import {fileReason} from '../registry/file-reason.ts'
import {fieldsOf, listOf, mapOf, oneOf, optional, textOf, texts, wholeOf} from '../registry/shape.ts'
import {type Replacement, readReplacement} from './replacement.ts'

export const lockSchema = 'ome-plugins-lock/1'

/** A file that runs or says what may: compared by size and time when plugins are read, by digest when those differ. */
export interface FileMark {
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
  readonly bundle: FileMark
  /** Manifest and package.json: rights and risk are read from them. Absent in locks of the first builds. */
  readonly described?: readonly FileMark[]
  readonly installedAt: string
  /** Of the index, for policies that speak of publishers. */
  readonly publisher?: string
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
  readonly replaces: Readonly<Record<string, Replacement>>
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
    throw new OmeError(
      'failed',
      `${path} is damaged: ${fileReason(cause)}`,
      [`move it away and install again: mv ${path} ${path}.bad`],
      {
        cause,
        object: path,
      },
    )
  }
}

export function writeLock(data: string, lock: Lock, disk: Pick<Disk, 'replace'> = localDisk): void {
  const plugins = Object.fromEntries(
    Object.keys(lock.plugins)
      .sort()
      .map((name) => [name, toFile(lock.plugins[name])]),
  )
  const file = {schema: lockSchema, plugins, links: lock.links, replaces: lock.replaces}
  disk.replace(lockPath(data), `${JSON.stringify(file, undefined, 2)}\n`, 0o600)
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
  const file = fieldsOf(value, 'the lock')
  oneOf(file['schema'], 'schema', [lockSchema])
  return {
    plugins: mapOf(file['plugins'], 'plugins', parseEntry),
    links: mapOf(file['links'] ?? {}, 'links', (link, what) => {
      const {path, since} = fieldsOf(link, what)
      return {path: textOf(path, `${what}.path`), since: textOf(since, `${what}.since`)}
    }),
    replaces: mapOf(file['replaces'] ?? {}, 'replaces', readReplacement),
  }
}

function parseEntry(value: unknown, what: string): LockEntry {
  const entry = fieldsOf(value, what)
  return {
    channel: textOf(entry['channel'], `${what}.channel`),
    pinned: entry['pinned'] === true,
    enabled: entry['enabled'] !== false,
    ...(entry['version'] === undefined ? {} : {active: parseRelease(entry, what)}),
    previous: listOf(entry['previous'], `${what}.previous`, parseRelease),
    ...optional('next', entry, what, parseRelease),
  }
}

function parseRelease(value: unknown, what: string): StoredRelease {
  const release = fieldsOf(value, what)
  const text = (key: string): string => textOf(release[key], `${what}.${key}`)
  return {
    registry: text('registry'),
    serial: wholeOf(release['serial'], `${what}.serial`),
    version: text('version'),
    integrity: text('integrity'),
    tree: text('tree'),
    folder: insidePath(release['folder'], `${what}.folder`),
    commands: texts(release['commands'], `${what}.commands`),
    needs: text('needs'),
    bundle: parseMark(release['bundle'], `${what}.bundle`),
    ...optional('described', release, what, (list, at) => listOf(list, at, parseMark)),
    installedAt: text('installedAt'),
    ...optional('publisher', release, what, textOf),
    ...optional('yanked', release, what, (yanked, at) => oneOf(yanked, at, ['normal', 'critical'])),
  }
}

function parseMark(value: unknown, what: string): FileMark {
  const mark = fieldsOf(value, what)
  return {
    file: insidePath(mark['file'], `${what}.file`),
    size: wholeOf(mark['size'], `${what}.size`),
    mtimeMs: wholeOf(mark['mtimeMs'], `${what}.mtimeMs`),
    sha256: textOf(mark['sha256'], `${what}.sha256`),
  }
}

function insidePath(value: unknown, what: string): string {
  const path = textOf(value, what)
  if (path === '' || path.startsWith('/') || path.split('/').includes('..'))
    throw new Error(`${what} leaves its folder`)
  return path
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
