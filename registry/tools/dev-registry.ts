#!/usr/bin/env node
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join, relative, resolve} from 'node:path'
import {pluginFolder} from '../../packages/host/src/registry/plugin-index.ts'
import {makeKey, type SignedFile} from '../../packages/host/src/registry/signature.ts'
import {registryId} from '../../packages/host/src/registry/signed-files.ts'
import {embeddedSchema} from '../../packages/host/src/registry/source.ts'
import {readArguments, runTool, usageError} from './arguments.ts'
import {type DevKeys, devKeys, inDays, rotatedRoot} from './dev-keys.ts'
import {builtPlugins, type DevPlugin, devPlugin} from './dev-plugins.ts'
import {patched} from './entry-patch.ts'
import {indexBytes, signed, timestampBytes, treePath, writeSigned} from './published-tree.ts'

/** Builds and signs the registry for development: every built plugin of the repository, and what tests ask for. */

const usage = `registry/tools/dev-registry.ts --out DIR [--id ID] [--serial N] [--expires TIME] [--new-key] [--rotate-root [--without-old]]
  [--drop-signature root|index|timestamp]... [--add DIR|TGZ]... [--patch-entry NAME=JSON]... [--channel NAME=VERSION]... [--no-verify]`

const {values: options} = readArguments(usage, {
  out: {type: 'string', default: 'dist/registry/dev'},
  id: {type: 'string', default: 'dev'},
  serial: {type: 'string'},
  expires: {type: 'string'},
  'new-key': {type: 'boolean', default: false},
  'rotate-root': {type: 'boolean', default: false},
  'without-old': {type: 'boolean', default: false},
  'drop-signature': {type: 'string', multiple: true, default: []},
  add: {type: 'string', multiple: true, default: []},
  'patch-entry': {type: 'string', multiple: true, default: []},
  channel: {type: 'string', multiple: true, default: []},
  'no-verify': {type: 'boolean', default: false},
})

const repository = resolve(import.meta.dirname, '../..')
const out = resolve(options.out)
const now = new Date()

await runTool(async () => {
  demandOptions()
  const registry = options.id
  const keys = devKeys(join(repository, 'dist/registry/keys'), registry, now)
  const plugins = await collect()
  const serial = options.serial === undefined ? newestSerial() + 1 : Number(options.serial)

  for (const {entry, archives} of plugins) writeArchives(pluginFolder(entry.name), archives)
  writeRoots(keys, registry)
  const entries = patched(
    plugins.map(({entry}) => entry),
    options['patch-entry'],
    options.channel,
  )
  const index = indexBytes({registry, serial, expires: inDays(now, 365), hostApi: sdkVersion(), plugins: entries})
  write(
    treePath.index(serial),
    'index',
    signed('index', registry, index, [options['new-key'] ? makeKey() : keys.index]),
  )
  const timestamp = timestampBytes(registry, serial, options.expires ?? inDays(now, 365), index)
  write(
    treePath.timestamp,
    'timestamp',
    signed('timestamp', registry, timestamp, [options['new-key'] ? makeKey() : keys.timestamp]),
  )
  forgetOldIndexes(serial)
  embed(registry, keys)
  process.stdout.write(
    `registry ${registry}: serial ${serial}, ${entries.length} plugins, ${relative(process.cwd(), out) || '.'}\n`,
  )
})

function demandOptions(): void {
  const roles = ['root', 'index', 'timestamp']
  if (!registryId.test(options.id)) usageError(usage, `--id ${options.id} is not a registry's id`)
  if (options.serial !== undefined && !/^\d{1,15}$/.test(options.serial))
    usageError(usage, `--serial ${options.serial} is not a whole number`)
  if (options.expires !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(options.expires))
    usageError(usage, `--expires ${options.expires} is not a time such as 2026-01-31T00:00:00Z`)
  if (options['without-old'] && !options['rotate-root']) usageError(usage, '--without-old goes with --rotate-root')
  const unknown = options['drop-signature'].find((role) => !roles.includes(role))
  if (unknown !== undefined) usageError(usage, `--drop-signature ${unknown} is not one of ${roles.join(', ')}`)
}

/** Later places win: a plugin added by hand replaces the repository's of the same name. */
async function collect(): Promise<readonly DevPlugin[]> {
  const reviewed = join(repository, 'registry/plugins')
  const publishedAt = inDays(now, 0)
  const own = await Promise.all(
    builtPlugins(repository).map((folder) => devPlugin(folder, reviewed, publishedAt, true)),
  )
  const added = await Promise.all(
    options.add.map((place) => devPlugin(resolve(place), reviewed, publishedAt, !options['no-verify'])),
  )
  const byName = new Map([...own, ...added].map((plugin) => [plugin.entry.name, plugin]))
  return [...byName.values()].sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1))
}

function writeArchives(folder: string, archives: ReadonlyMap<string, Buffer>): void {
  for (const [version, archive] of archives) {
    const path = join(out, treePath.artifact(folder, version))
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, archive)
  }
}

function writeRoots(keys: DevKeys, registry: string): void {
  write(treePath.root(1), 'root', keys.rootFile)
  if (options['rotate-root']) write(treePath.root(2), 'root', rotatedRoot(keys, registry, !options['without-old'], now))
  else for (const suffix of ['', '.sig']) rmSync(join(out, `${treePath.root(2)}${suffix}`), {force: true})
}

function write(path: string, role: string, file: SignedFile): void {
  writeSigned(out, path, options['drop-signature'].includes(role) ? {...file, signature: undefined} : file)
}

function indexFolder(): string {
  return join(out, 'index')
}

function serials(): readonly number[] {
  if (!existsSync(indexFolder())) return []
  return readdirSync(indexFolder())
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10))
}

function newestSerial(): number {
  return Math.max(0, ...serials())
}

function forgetOldIndexes(written: number): void {
  const newest = newestSerial()
  for (const serial of serials())
    if (serial !== written && serial !== newest)
      for (const suffix of ['', '.sig']) rmSync(join(out, `${treePath.index(serial)}${suffix}`), {force: true})
}

/** Tells development builds of the host which root to trust and where this folder is. */
function embed(registry: string, keys: DevKeys): void {
  if (registry !== 'dev' || out !== join(repository, 'dist/registry/dev')) return
  const folder = join(repository, 'packages/host/dist')
  const root = JSON.parse(keys.rootFile.bytes.toString())
  const url = relative(folder, out).replaceAll('\\', '/')
  const text = `${JSON.stringify({schema: embeddedSchema, build: 'development', registries: [{url, scopes: ['@ome'], root}]}, undefined, 2)}\n`
  const path = join(folder, 'registry.json')
  mkdirSync(folder, {recursive: true})
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}

function sdkVersion(): string {
  return JSON.parse(readFileSync(join(repository, 'packages/sdk/package.json'), 'utf8')).version
}
