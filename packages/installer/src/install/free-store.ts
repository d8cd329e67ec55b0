import {existsSync, lstatSync, readdirSync, rmdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {whileBusy} from './busy.ts'
import {readLock} from './lock.ts'
import {listingPath} from './store.ts'
import type {Workbench} from './workbench.ts'

export interface FreedRelease {
  readonly registry: string
  /** Folder of the plugin: its npm name without `@`, `+` for `/`. */
  readonly plugin: string
  readonly release: string
  readonly bytes: number
}

/** Removes the stored releases that are neither active nor kept for a rollback. */
export function freeStore(bench: Workbench, {dryRun}: {readonly dryRun: boolean}): Promise<readonly FreedRelease[]> {
  return whileBusy(bench, async () => {
    const kept = keptFolders(bench.data)
    const unused = storedReleases(bench.data).filter(({folder}) => !kept.has(folder))
    if (!dryRun) for (const {folder} of unused) remove(bench.data, folder)
    return unused.map(({registry, plugin, release, bytes}) => ({registry, plugin, release, bytes}))
  })
}

const keptFolders = (data: string): ReadonlySet<string> =>
  new Set(
    Object.values(readLock(data).plugins).flatMap(({active, previous, next}) =>
      [active, next, ...previous].flatMap((release) => (release === undefined ? [] : [release.folder])),
    ),
  )

function storedReleases(data: string): readonly (FreedRelease & {readonly folder: string})[] {
  return namesIn(join(data, 'store')).flatMap((registry) =>
    namesIn(join(data, 'store', registry)).flatMap((plugin) => {
      const names = namesIn(join(data, 'store', registry, plugin)).map((name) => name.replace(/\.files$/, ''))
      return [...new Set(names)].sort().map((release) => {
        const folder = `store/${registry}/${plugin}/${release}`
        return {
          registry,
          plugin,
          release,
          folder,
          bytes: sizeOf(join(data, folder)) + sizeOf(listingPath(data, folder)),
        }
      })
    }),
  )
}

function remove(data: string, folder: string): void {
  // The listing goes last: what it names can be found again until all of it is gone.
  rmSync(join(data, folder), {recursive: true, force: true})
  rmSync(listingPath(data, folder), {force: true})
  for (let parent = join(data, folder, '..'); namesIn(parent).length === 0; parent = join(parent, '..'))
    rmdirSync(parent)
}

function sizeOf(path: string): number {
  const found = lstatSync(path, {throwIfNoEntry: false})
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])
