import {OmeError} from '@ome/sdk/errors'
import {whileBusy} from './busy.ts'
import {writeDerived} from './derived-files.ts'
import {installedName} from './install-plugins.ts'
import {type LockEntry, readLock, withEntry, writeLock} from './lock.ts'
import {shortName} from './names.ts'
import {parseWanted} from './resolve.ts'
import type {Workbench} from './workbench.ts'

export interface Flagged {
  readonly name: string
  readonly version: string
  /** False when it was so already. */
  readonly changed: boolean
}

/** Keeps a plugin at the release that is active; with `NAME@VERSION` only if that is the active one. */
export function pinPlugin(bench: Workbench, word: string): Promise<Flagged> {
  const {name, version} = parseWanted(word)
  return flag(bench, name, (entry, full) => {
    const active = entry.active?.version
    if (version !== undefined && version !== active)
      throw new OmeError('conflict', `plugin "${shortName(full)}" is at ${active}, not at ${version}`, [
        `install it first: ome plugin install ${shortName(full)}@${version}`,
      ])
    return {...entry, pinned: true}
  })
}

export const unpinPlugin = (bench: Workbench, name: string): Promise<Flagged> =>
  flag(bench, name, (entry) => ({...entry, pinned: false}))

/** A plugin that is switched off stays installed; its commands are hidden and do not run. */
export const switchPlugin = (bench: Workbench, name: string, enabled: boolean): Promise<Flagged> =>
  flag(bench, name, (entry) => ({...entry, enabled}))

function flag(
  bench: Workbench,
  typed: string,
  change: (entry: LockEntry, name: string) => LockEntry,
): Promise<Flagged> {
  return whileBusy(bench, async () => {
    const name = installedName(bench, typed)
    const lock = readLock(bench.data)
    const before = lock.plugins[name]
    if (before?.active === undefined) throw new OmeError('bug', `the lock lost its entry of ${name}`)
    const after = change(before, name)
    const changed = after.pinned !== before.pinned || after.enabled !== before.enabled
    if (changed) writeLock(bench.data, withEntry(lock, name, after))
    if (changed) writeDerived(bench.data)
    return {name, version: before.active.version, changed}
  })
}
