import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import type {IndexPlugin} from '@ome/installer/registry/plugin-index'
import {makeKey, type Role, type SignedFile} from '@ome/installer/registry/signature'
import {treePath} from '@ome/installer/registry/tree-files'
import {type DevKeys, devKeys, inDays, rotatedRoot} from './dev-keys.ts'
import {type DevPlugin, devPlugin} from './dev-plugins.ts'
import {patched} from './entry-patch.ts'
import {indexBytes, signed, timestampBytes, writeSigned} from './published-tree.ts'
import {announcement} from './reviewed-entries.ts'
import {readReviewed} from './reviewed-sources.ts'

export interface DevBuild {
  readonly id: string
  /** The published tree. */
  readonly out: string
  /** Where keys are made once and kept. */
  readonly keys: string
  /** Folders of built plugins, held to the contract. */
  readonly plugins: readonly string[]
  /** Folder of reviewed plugin.yaml files. */
  readonly reviewed: string
  readonly hostApi: string
  readonly now: Date
  /** Whether reviewed plugins that are not built are announced. */
  readonly announce?: boolean
  /** Further folders or archives; a name here replaces the one of `plugins`. */
  readonly add?: readonly string[]
  /** Off: `add` is signed as it is, whatever it holds. */
  readonly verify?: boolean
  readonly serial?: number | undefined
  readonly expires?: string | undefined
  /** Signs index and timestamp with keys that the root does not name. */
  readonly newKey?: boolean
  readonly rotateRoot?: 'signed by old and new' | 'signed by new' | undefined
  readonly dropSignatures?: readonly string[]
  /** `NAME=JSON`, merged into the newest release. */
  readonly patches?: readonly string[]
  /** `NAME=VERSION` of the stable channel. */
  readonly channels?: readonly string[]
}

export interface DevBuilt {
  readonly serial: number
  readonly plugins: number
  readonly keys: DevKeys
}

/** Packs the plugins, then writes and signs root, index and timestamp. The kept keys are never changed. */
export async function buildDevRegistry(build: DevBuild): Promise<DevBuilt> {
  const {id, out, now} = build
  const keys = devKeys(build.keys, id, now)
  const plugins = await collect(build)
  const newest = Math.max(0, ...serials(out))
  const serial = build.serial ?? newest + 1
  const write = (path: string, role: Role, file: SignedFile): void =>
    writeSigned(out, path, build.dropSignatures?.includes(role) ? {...file, signature: undefined} : file)

  for (const {entry, archives} of plugins) writeArchives(out, entry.name, archives)
  write(treePath.root(1), 'root', keys.rootFile)
  if (build.rotateRoot === undefined) remove(out, treePath.root(2))
  else write(treePath.root(2), 'root', rotatedRoot(keys, id, build.rotateRoot === 'signed by old and new', now))

  const released = plugins.map(({entry}) => entry)
  const entries = [...patched(released, build.patches ?? [], build.channels ?? []), ...announced(build, plugins)]
  const index = indexBytes({registry: id, serial, expires: inDays(now, 365), hostApi: build.hostApi, plugins: entries})
  write(treePath.index(serial), 'index', signed('index', id, index, [build.newKey ? makeKey() : keys.index]))
  const timestamp = timestampBytes(id, serial, build.expires ?? inDays(now, 365), index)
  write(
    treePath.timestamp,
    'timestamp',
    signed('timestamp', id, timestamp, [build.newKey ? makeKey() : keys.timestamp]),
  )
  // The newest stays, because the next serial is counted from it.
  for (const old of serials(out))
    if (old !== serial && old !== Math.max(newest, serial)) remove(out, treePath.index(old))
  return {serial, plugins: entries.length, keys}
}

async function collect({plugins, add = [], reviewed, now, verify = true}: DevBuild): Promise<readonly DevPlugin[]> {
  const publishedAt = inDays(now, 0)
  const own = await Promise.all(plugins.map((folder) => devPlugin(folder, reviewed, publishedAt, true)))
  const added = await Promise.all(add.map((place) => devPlugin(resolve(place), reviewed, publishedAt, verify)))
  const byName = new Map([...own, ...added].map((plugin) => [plugin.entry.name, plugin]))
  return [...byName.values()].sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1))
}

function announced({reviewed, announce}: DevBuild, plugins: readonly DevPlugin[]): readonly IndexPlugin[] {
  const built = new Set(plugins.map(({entry}) => entry.name))
  return announce
    ? readReviewed(reviewed).flatMap(({facts}) => (built.has(facts.name) ? [] : [announcement(facts)]))
    : []
}

function writeArchives(out: string, name: string, archives: ReadonlyMap<string, Buffer>): void {
  for (const [version, archive] of archives) {
    const path = join(out, treePath.archive(name, version))
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, archive)
  }
}

function remove(out: string, path: string): void {
  for (const suffix of ['', '.sig']) rmSync(join(out, `${path}${suffix}`), {force: true})
}

function serials(out: string): readonly number[] {
  const folder = join(out, 'index')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10))
}
