#!/usr/bin/env node
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join, relative, resolve} from 'node:path'
import {registryId} from '@ome/installer/registry/signed-files'
import {embeddedSchema} from '@ome/installer/registry/source'
import {readArguments, runTool, usageError} from './arguments.ts'
import {buildDevRegistry} from './dev-build.ts'
import type {DevKeys} from './dev-keys.ts'
import {builtPlugins} from './dev-plugins.ts'

/** Builds and signs the registry for development: every built plugin of the repository, and what tests ask for. */

const usage = `registry/tools/dev-registry.ts [--out DIR] [--id ID] [--serial N] [--expires TIME] [--new-key] [--rotate-root [--without-old]]
  [--drop-signature root|index|timestamp]... [--add DIR|TGZ]... [--patch-entry NAME=JSON]... [--channel NAME=VERSION]... [--no-verify]`

const {values: options} = readArguments(usage, {
  out: {type: 'string'},
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
const standard = join(repository, 'dist/registry/dev')
const out = options.out === undefined ? standard : resolve(options.out)

await runTool(async () => {
  demandOptions()
  const {serial, plugins, keys} = await buildDevRegistry({
    id: options.id,
    out,
    keys: join(repository, 'dist/registry/keys'),
    plugins: builtPlugins(repository),
    reviewed: join(repository, 'registry/plugins'),
    announce: true,
    hostApi: sdkVersion(),
    now: new Date(),
    add: options.add,
    verify: !options['no-verify'],
    serial: options.serial === undefined ? undefined : Number(options.serial),
    expires: options.expires,
    newKey: options['new-key'],
    rotateRoot: options['rotate-root']
      ? options['without-old']
        ? 'signed by new'
        : 'signed by old and new'
      : undefined,
    dropSignatures: options['drop-signature'],
    patches: options['patch-entry'],
    channels: options.channel,
  })
  embed(keys)
  process.stdout.write(
    `registry ${options.id}: serial ${serial}, ${plugins} plugins, ${relative(process.cwd(), out) || '.'}\n`,
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

/** Tells development builds of the host which root to trust and where this folder is. */
function embed(keys: DevKeys): void {
  if (options.id !== 'dev' || out !== standard) return
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
