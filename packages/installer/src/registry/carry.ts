import {existsSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {copyFolder, demandForwardClock, readCopy, writeCopy} from './copy.ts'
import {isArchiveOf, selectedReleases} from './mirror.ts'
import type {PluginIndex} from './plugin-index.ts'
import {fetchNews, type News, type OpenRegistry} from './refresh.ts'
import type {RegistrySource} from './source.ts'
import {transportOf} from './transport.ts'
import {treePath} from './tree-files.ts'
import {refusal} from './trust.ts'

export interface CarryOptions {
  readonly data: string
  readonly now: Date
  readonly signal: AbortSignal
  readonly graceMs?: number | undefined
}

/** What a bundle brings, checked and not yet kept. */
export interface Cargo {
  readonly news: News
  /** Paths of the archives in the tree. */
  readonly archives: readonly string[]
}

/** Checks an unpacked bundle as if a server had sent it: signatures, expiry, serial, and every archive by its digest. */
export async function inspectCargo(source: RegistrySource, tree: string, options: CarryOptions): Promise<Cargo> {
  const {data, now, signal, graceMs} = options
  const copy = readCopy(data, source)
  demandForwardClock(data, source.id, copy, now)
  const transport = transportOf({id: source.id, url: tree}, {signal, env: {}})
  const news = await fetchNews(copy, {now, transport, graceMs})
  const archives = archivePaths(tree)
  const known = digests(news.index)
  for (const path of archives)
    if (!known.get(path)?.(readFileSync(join(tree, path))))
      throw refusal(source.id, `${path} is not an archive that the signed index names`)
  return {news, archives}
}

/** Keeps what was checked: archives first, so that a copy never promises what is not there. */
export function keepCargo(source: RegistrySource, tree: string, cargo: Cargo, {data, now}: CarryOptions): OpenRegistry {
  const {root, rootFiles, timestamp, timestampFile, index, indexFile} = cargo.news
  const folder = copyFolder(data, source.id)
  const known = digests(index)
  for (const path of archivePaths(folder))
    if (!known.get(path)?.(readFileSync(join(folder, path)))) rmSync(join(folder, path))
  for (const path of cargo.archives) {
    makeFolder(dirname(join(folder, path)))
    renameSync(join(tree, path), join(folder, path))
  }
  writeCopy(
    {folder, root, serial: timestamp.serial, now, carried: true},
    {roots: rootFiles, timestamp: timestampFile, index: indexFile},
  )
  return {source, root, index, expires: timestamp.expires}
}

const digests = (index: PluginIndex): ReadonlyMap<string, (bytes: Buffer) => boolean> =>
  new Map(
    selectedReleases(index, undefined).map(({plugin, release}) => [
      treePath.archive(plugin.name, release.version),
      (bytes: Buffer) => isArchiveOf(release, bytes),
    ]),
  )

function archivePaths(tree: string): readonly string[] {
  const folder = join(tree, 'artifacts')
  if (!existsSync(folder)) return []
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter((path) => path.endsWith('.tgz'))
    .map((path) => `artifacts/${path.replaceAll('\\', '/')}`)
    .sort()
}
