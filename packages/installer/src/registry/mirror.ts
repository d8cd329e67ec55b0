import {createHash} from 'node:crypto'
import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {canonicalText} from './canonical.ts'
import {type StoredCopy, writeSigned} from './copy.ts'
import type {IndexPlugin, IndexRelease, PluginIndex} from './plugin-index.ts'
import {fetchNews} from './refresh.ts'
import type {SignedFile} from './signature.ts'
import {caps, type Root} from './signed-files.ts'
import type {Transport} from './transport.ts'
import {treePath} from './tree-files.ts'
import {firstRoot, nextRoot, refusal} from './trust.ts'

export interface MirrorOptions {
  readonly transport: Transport
  /** The root that is trusted, without those that follow it. */
  readonly trusted: Root
  /** What is stored of the registry: nothing older is mirrored. */
  readonly copy: StoredCopy
  readonly now: Date
  readonly to: string
  /** Full names; without them, all. The index names every plugin either way: its bytes are not ours to change. */
  readonly plugins?: readonly string[] | undefined
  readonly graceMs?: number | undefined
}

export interface Mirrored {
  readonly serial: number
  readonly archives: number
  readonly bytes: number
}

/** Copies a registry into a folder, byte by byte, after checking all of it. The timestamp is written last. */
export async function mirrorRegistry(options: MirrorOptions): Promise<Mirrored> {
  const {transport, trusted, copy, to, plugins} = options
  const earlier = await earlierRoots(transport, trusted)
  const news = await fetchNews(copy, options)
  const wanted = selectedReleases(news.index, plugins)
  let bytes = 0
  for (const {plugin, release} of wanted) bytes += await mirrorArchive(options, plugin, release)

  for (const [version, file] of earlier) writeSigned(to, treePath.root(version), file)
  news.rootFiles.forEach((file, at) => {
    writeSigned(to, treePath.root(trusted.version + 1 + at), file)
  })
  writeSigned(to, treePath.index(news.timestamp.serial), news.indexFile)
  writeSigned(to, treePath.timestamp, news.timestampFile)
  for (const name of readdirSync(join(to, 'index')))
    if (!name.startsWith(`${news.timestamp.serial}.json`)) rmSync(join(to, 'index', name))
  return {serial: news.timestamp.serial, archives: wanted.length, bytes}
}

interface Selected {
  readonly plugin: IndexPlugin
  readonly release: IndexRelease
}

/** The releases of some plugins, or of all; a name that the index does not have is `not-found`. */
export function selectedReleases(index: PluginIndex, names: readonly string[] | undefined): readonly Selected[] {
  const unknown = names?.find((name) => !index.plugins.some((plugin) => plugin.name === name))
  if (unknown !== undefined)
    throw new OmeError('not-found', `registry "${index.registry}" has no plugin "${unknown}"`, [
      'see what there is: ome plugin search',
    ])
  return index.plugins
    .filter(({name}) => names === undefined || names.includes(name))
    .flatMap((plugin) => plugin.releases.map((release) => ({plugin, release})))
}

export const isArchiveOf = ({artifact}: IndexRelease, bytes: Buffer): boolean =>
  bytes.length === artifact.size && createHash('sha512').update(bytes).digest('hex') === artifact.sha512

async function mirrorArchive(options: MirrorOptions, plugin: IndexPlugin, release: IndexRelease): Promise<number> {
  const path = treePath.archive(plugin.name, release.version)
  const target = join(options.to, path)
  if (existsSync(target) && isArchiveOf(release, readFileSync(target))) return release.artifact.size
  const bytes = await options.transport.read(path, Math.min(caps.artifact, release.artifact.size))
  if (bytes === undefined)
    throw new OmeError('unreachable', `registry "${options.trusted.registry}": ${path} is not there`, [
      'see its address: ome registry list',
    ])
  if (!isArchiveOf(release, bytes))
    throw refusal(options.trusted.registry, `${path} is not the archive that the signed index names`)
  makeFolder(options.to)
  writeAtomic(target, bytes)
  return bytes.length
}

/** The roots up to the trusted one, for clients whose trust is older. They must lead to the trusted one. */
async function earlierRoots(transport: Transport, trusted: Root): Promise<ReadonlyMap<number, SignedFile>> {
  const files = new Map<number, SignedFile>()
  let root: Root | undefined
  for (let version = 1; version <= trusted.version; version += 1) {
    const path = treePath.root(version)
    const bytes = await transport.read(path, caps.root)
    if (bytes === undefined) return new Map()
    const file = {bytes, signature: await transport.read(`${path}.sig`, caps.signature)}
    root = root === undefined ? firstRoot(trusted.registry, file) : nextRoot(root, file)
    files.set(version, file)
  }
  if (canonicalText(root) === canonicalText(trusted)) return files
  throw refusal(trusted.registry, `root/${trusted.version}.json is not the root that is trusted here`)
}
