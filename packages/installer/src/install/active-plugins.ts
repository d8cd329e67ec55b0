import {createHash} from 'node:crypto'
import {readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import type {FileMark, LockEntry, StoredRelease} from './lock.ts'
import {readLock} from './lock.ts'

/**
 * Why a plugin of the lock must not run: switched `off` by its user, withdrawn (`yanked`), its file is `missing`, or
 * its bytes are not the ones that were installed (`changed`).
 */
export type Blocked = 'off' | 'yanked' | 'missing' | 'changed'

export interface ActivePlugin {
  readonly name: string
  readonly origin: 'installed' | 'link'
  /** Absolute folder that holds package.json and oclif.manifest.json. */
  readonly root: string
  /** Of installed plugins; a linked folder says it in its package.json. */
  readonly version?: string
  readonly registry?: string
  readonly publisher?: string
  /** Absolute path of the bundle, of installed plugins. */
  readonly bundle?: string
  readonly blocked?: Blocked
  /** Its registry has withdrawn this release for a reason that does not stop it. */
  readonly withdrawn?: true
}

/**
 * Every plugin the lock of a data folder names, in code point order of names, blocked ones included. One stat for the
 * bundle, the manifest and package.json of each; a file is hashed only when its size or time is not the recorded one.
 * Throws when the lock is damaged.
 */
export function activePlugins(data: string): readonly ActivePlugin[] {
  const lock = readLock(data)
  const linked = Object.entries(lock.links).map(([name, {path}]): ActivePlugin => ({name, origin: 'link', root: path}))
  const installed = Object.entries(lock.plugins).flatMap(([name, entry]) =>
    lock.links[name] === undefined && entry.active !== undefined
      ? [installedPlugin(data, name, entry, entry.active)]
      : [],
  )
  return [...linked, ...installed].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function installedPlugin(data: string, name: string, entry: LockEntry, release: StoredRelease): ActivePlugin {
  const root = join(data, release.folder)
  // Settings can switch on what is off, and nothing else: a reason that is not the user's own comes first.
  const fault = release.yanked === 'critical' ? 'yanked' : faultOf(root, release)
  const blocked = fault ?? (entry.enabled ? undefined : 'off')
  return {
    name,
    origin: 'installed',
    root,
    version: release.version,
    registry: release.registry,
    ...(release.publisher === undefined ? {} : {publisher: release.publisher}),
    bundle: join(root, release.bundle.file),
    ...(blocked === undefined ? {} : {blocked}),
    ...(release.yanked === 'normal' ? {withdrawn: true} : {}),
  }
}

function faultOf(root: string, {bundle, described = []}: StoredRelease): 'missing' | 'changed' | undefined {
  for (const mark of [bundle, ...described]) {
    const fault = fileFault(root, mark)
    if (fault !== undefined) return fault
  }
  return undefined
}

function fileFault(root: string, mark: FileMark): 'missing' | 'changed' | undefined {
  const path = join(root, mark.file)
  const found = statSync(path, {throwIfNoEntry: false})
  if (found === undefined) return 'missing'
  if (!found.isFile() || found.size !== mark.size) return 'changed'
  if (Math.floor(found.mtimeMs) === mark.mtimeMs) return undefined
  return createHash('sha256').update(readFileSync(path)).digest('hex') === mark.sha256 ? undefined : 'changed'
}
