import {existsSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {bundleFile, manifestFile} from '../artifact/contract.ts'
import {foreignManifestFile} from '../artifact/foreign-run.ts'
import {pluginName} from '../registry/plugin-index.ts'
import {fieldsOf, textOf} from '../registry/shape.ts'
import {demandAllowed} from './allowed-release.ts'
import {whileBusy} from './busy.ts'
import {demandUnpinned} from './decide-install.ts'
import {writeDerived} from './derived-files.ts'
import {installedName} from './install-plugins.ts'
import {withoutLinkedWinner, withoutWinner} from './ledger.ts'
import {type LockEntry, readLock, type StoredRelease, withEntry, withoutEntry, writeLock} from './lock.ts'
import {shortName, spellings} from './names.ts'
import {nearHint} from './near-plugin.ts'
import {isWhole} from './store.ts'
import {stamp, type Workbench} from './workbench.ts'

/** Takes a plugin out of the lock. Its files stay in the store, so that installing it again is quick. */
export function uninstallPlugin(
  bench: Workbench,
  typed: string,
): Promise<{readonly name: string; readonly version: string}> {
  return whileBusy(bench, async () => {
    const name = installedName(bench, typed)
    const lock = readLock(bench.data)
    const version = lock.plugins[name]?.active?.version ?? ''
    writeLock(bench.data, withoutWinner(withoutEntry(lock, name), name))
    writeDerived(bench.data)
    return {name, version}
  })
}

export interface Rollback {
  readonly name: string
  readonly from: string
  readonly to: string
}

/** Back to a release that was kept, without any registry. Refuses what pins and policy keep from being installed. */
export function rollbackPlugin(bench: Workbench, typed: string, to?: string): Promise<Rollback> {
  return whileBusy(bench, async () => {
    const name = installedName(bench, typed)
    const lock = readLock(bench.data)
    const entry = lock.plugins[name]
    const active = entry?.active
    if (entry === undefined || active === undefined) throw new OmeError('bug', `the lock lost its entry of ${name}`)
    demandUnpinned(name, entry)
    const target = keptRelease(name, entry, to)
    demandAllowed(bench, name, target)
    demandUsable(bench, name, target)
    const previous = [active, ...entry.previous.filter((release) => release !== target)].slice(0, 2)
    writeLock(bench.data, withEntry(lock, name, {...entry, active: target, previous}))
    writeDerived(bench.data)
    return {name, from: active.version, to: target.version}
  })
}

function keptRelease(name: string, {previous}: LockEntry, to: string | undefined): StoredRelease {
  const found = to === undefined ? previous[0] : previous.find(({version}) => version === to)
  if (found !== undefined) return found
  const kept = previous.map(({version}) => version).join(', ')
  throw new OmeError(
    'not-found',
    to === undefined || kept === ''
      ? `no earlier release of ${shortName(name)} is kept`
      : `release ${to} of ${shortName(name)} is not kept; these are: ${kept}`,
    [`install another release: ome plugin install ${shortName(name)}@VERSION`],
    {object: `plugin/${name}`},
  )
}

function demandUsable(bench: Workbench, name: string, release: StoredRelease): void {
  const what = `${shortName(name)} ${release.version}`
  const hints = [`install another release: ome plugin install ${shortName(name)}@VERSION`]
  if (release.yanked !== undefined) throw new OmeError('denied', `${what} was withdrawn by its registry`, hints)
  if (!isWhole(join(bench.data, release.folder), release.tree))
    throw new OmeError('denied', `the stored files of ${what} are not what was installed`, hints)
}

export interface Link {
  readonly name: string
  readonly path: string
}

/** Runs a plugin from the folder it is developed in, instead of an installed release. */
export function linkPlugin(bench: Workbench, folder: string, cwd: string): Promise<Link> {
  if (!bench.policy.link)
    throw new OmeError('denied', `policy ${bench.policy.origins['link'] ?? ''} does not permit linked folders`, [
      'plugins come from a registry; look for one: ome plugin search',
    ])
  const path = resolve(cwd, folder)
  const name = linkableName(path)
  return whileBusy(bench, async () => {
    const lock = readLock(bench.data)
    writeLock(bench.data, {...lock, links: {...lock.links, [name]: {path, since: stamp(bench.now())}}})
    writeDerived(bench.data)
    return {name, path}
  })
}

/** Ends the use of a linked folder, and what it was handed where no release takes its place. */
export function unlinkPlugin(bench: Workbench, typed: string): Promise<Link> {
  return whileBusy(bench, async () => {
    const lock = readLock(bench.data)
    const name = spellings(typed).find((spelling) => lock.links[spelling] !== undefined)
    const link = name === undefined ? undefined : lock.links[name]
    if (name === undefined || link === undefined)
      throw new OmeError(
        'not-found',
        `plugin "${typed}" is not linked`,
        [...nearHint(typed, Object.keys(lock.links)), 'see what is: ome plugin list'],
        {object: `plugin/${typed}`},
      )
    const {[name]: _gone, ...links} = lock.links
    writeLock(bench.data, withoutLinkedWinner({...lock, links}, name))
    writeDerived(bench.data)
    return {name, path: link.path}
  })
}

function linkableName(folder: string): string {
  const path = join(folder, 'package.json')
  if (!existsSync(path))
    throw new OmeError('not-found', `${folder} is not the folder of a plugin: it has no package.json`, [], {
      object: folder,
    })
  const wanted = existsSync(join(folder, foreignManifestFile)) ? [] : [manifestFile, bundleFile]
  const missing = wanted.filter((file) => !existsSync(join(folder, file)))
  if (missing.length > 0)
    throw new OmeError(
      'failed',
      `${folder} is not built: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      ['build the plugin, then link it again'],
    )
  try {
    return textOf(fieldsOf(JSON.parse(readFileSync(path, 'utf8')), path)['name'], 'name', pluginName)
  } catch (cause) {
    throw new OmeError('failed', `${path}: ${cause instanceof Error ? cause.message : String(cause)}`, [], {
      cause,
      object: path,
    })
  }
}
