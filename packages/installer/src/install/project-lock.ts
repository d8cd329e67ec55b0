import {existsSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {diskTrouble} from '@ome/sdk/disk/disk-trouble'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {OmeError} from '@ome/sdk/errors'
import {valid} from 'semver'
import {fileReason} from '../registry/file-reason.ts'
import {pluginName} from '../registry/plugin-index.ts'
import {fieldsOf, mapOf, oneOf, textOf} from '../registry/shape.ts'
import {registryId} from '../registry/signed-files.ts'
import {type Lock, type LockEntry, lockPath, readLock} from './lock.ts'
import {shortName} from './names.ts'
import {storedPlugin} from './stored-index.ts'
import {wayOutHints} from './way-out-hints.ts'
import {waysOut} from './ways-out.ts'
import type {Workbench} from './workbench.ts'

/** The plugins of a project: the same file gives everybody the same bytes. */
export interface ProjectLock {
  readonly path: string
  readonly plugins: Readonly<Record<string, LockedPlugin>>
}

export interface LockedPlugin {
  readonly registry: string
  readonly version: string
  /** `sha512-<base64>` of the archive. */
  readonly integrity: string
  readonly channel: string
}

const schema = 'ome-project-plugins/1'
const longest = 1024 * 1024
const integrityForm = /^sha512-[A-Za-z0-9+/]{86}==$/

const pathIn = (folder: string): string => join(folder, '.ome', 'plugins.lock.json')

/**
 * The nearest project lock from a folder up to its repository or the root; undefined without one. The data folder of a
 * person lies in a folder of the same name and is none.
 */
export function findProjectLock(cwd: string, data: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = pathIn(folder)
    if (path !== lockPath(resolve(data)) && existsSync(path)) return path
    if (folder === dirname(folder) || existsSync(join(folder, '.git'))) return undefined
  }
}

/** Where the lock of a project is written: over the nearest one, else into the current folder. */
export function projectLockPath(cwd: string, data: string): string {
  const path = findProjectLock(cwd, data) ?? pathIn(resolve(cwd))
  if (path !== lockPath(resolve(data))) return path
  throw new OmeError('usage', `${dirname(path)} holds the plugins of this account, not those of a project`, [
    'go to the folder of a project and run the command there',
  ])
}

/** The installed plugins as a project lock: sorted, without times, the same for the same plugins. */
export function projectLockText({plugins}: Lock): string {
  const rows = Object.keys(plugins)
    .sort()
    .flatMap((name) => {
      const {active, channel} = plugins[name] ?? {}
      if (active === undefined) return []
      const {registry, version, integrity} = active
      return [[name, {version, registry, channel, integrity}]]
    })
  return `${JSON.stringify({schema, plugins: Object.fromEntries(rows)}, undefined, 2)}\n`
}

export interface WrittenLock {
  readonly path: string
  readonly plugins: number
  /** False when the file held the same already. */
  readonly changed: boolean
  /** Plugins that run from a folder and were never installed. */
  readonly linked: readonly string[]
}

/** Throws `denied` for a critically withdrawn release: a project would have it on every machine. */
export function demandRunning(bench: Workbench, name: string, entry: LockEntry, hints: readonly string[] = []): void {
  const {version, yanked} = entry.active ?? {}
  if (yanked !== 'critical') return
  throw new OmeError(
    'denied',
    `plugin ${shortName(name)} ${version} was withdrawn by its registry and does not run`,
    [...wayOutHints(name, waysOut(bench, name, entry, storedPlugin(bench, name))), ...hints],
    {object: `plugin/${name}`},
  )
}

/** Writes the installed plugins into the lock of the project that a folder belongs to. Refuses withdrawn ones. */
export function writeProjectLock(bench: Workbench, cwd: string): WrittenLock {
  const {data, disk} = bench
  const lock = readLock(data)
  for (const [name, entry] of Object.entries(lock.plugins)) demandRunning(bench, name, entry)
  const path = projectLockPath(cwd, data)
  const text = projectLockText(lock)
  const changed = !existsSync(path) || String(readPlainFile(path, longest)) !== text
  try {
    if (changed) disk.replace(path, text)
  } catch (error) {
    throw diskTrouble(error, dirname(path), 'to lock the plugins of the project') ?? error
  }
  const installed = Object.keys(lock.plugins).filter((name) => lock.plugins[name]?.active !== undefined)
  const linked = Object.keys(lock.links).filter((name) => !installed.includes(name))
  return {path, plugins: installed.length, changed, linked: linked.map(shortName)}
}

/** Reads the lock of the project a folder belongs to. Throws `not-found` without one, `failed` for a damaged one. */
export function readProjectLock(cwd: string, data: string): ProjectLock {
  const path = findProjectLock(cwd, data)
  if (path === undefined)
    throw new OmeError('not-found', 'this project has no .ome/plugins.lock.json', [
      'write one from the installed plugins: ome plugin lock --project',
    ])
  try {
    const file = fieldsOf(JSON.parse(String(readPlainFile(path, longest))), 'the lock')
    oneOf(file['schema'], 'schema', [schema])
    return {path, plugins: mapOf(file['plugins'], 'plugins', readLocked)}
  } catch (cause) {
    throw new OmeError(
      'failed',
      `${path} cannot be used: ${fileReason(cause)}`,
      ['write it anew: ome plugin lock --project'],
      {
        cause,
        object: path,
      },
    )
  }
}

function readLocked(value: unknown, what: string): LockedPlugin {
  const row = fieldsOf(value, what)
  if (!pluginName.test(what.replace(/^plugins\./, ''))) throw new Error(`${what} is not the name of a plugin`)
  const version = textOf(row['version'], `${what}.version`)
  if (valid(version) !== version) throw new Error(`${what}.version is not a version`)
  return {
    version,
    registry: textOf(row['registry'], `${what}.registry`, registryId),
    integrity: textOf(row['integrity'], `${what}.integrity`, integrityForm),
    channel: textOf(row['channel'], `${what}.channel`),
  }
}
