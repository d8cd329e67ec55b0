#!/usr/bin/env node
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {canonicalText, parseCanonical} from '@ome/installer/registry/canonical'
import {fieldsOf, textOf} from '@ome/installer/registry/shape'
import {countSignatures, keyId, makeKey, type Role, type SignedFile} from '@ome/installer/registry/signature'
import {type Root, readRoot, registryId} from '@ome/installer/registry/signed-files'
import {readArguments, runTool, usageError} from './arguments.ts'
import {type PublicKey, rootBytes} from './root-file.ts'

/**
 * The ceremony of a registry's keys. `make` is run by each holder on a machine of their own, `root` puts the public
 * halves together, the holders sign with sign.ts, and `show` says what a root file holds and who has signed it.
 */

const usage = `registry/tools/keys.ts make --out DIR NAME...
  registry/tools/keys.ts root --registry ID --expires TIME --root PUB... [--threshold N] --index PUB... --timestamp PUB... --out FILE
                              [--version N] [--purpose production|development]
  registry/tools/keys.ts show FILE [--before FILE]`

const {values: options, positionals} = readArguments(usage, {
  out: {type: 'string'},
  registry: {type: 'string'},
  version: {type: 'string', default: '1'},
  expires: {type: 'string'},
  purpose: {type: 'string', default: 'production'},
  threshold: {type: 'string', default: '2'},
  root: {type: 'string', multiple: true, default: []},
  index: {type: 'string', multiple: true, default: []},
  timestamp: {type: 'string', multiple: true, default: []},
  before: {type: 'string'},
})
const [action, ...words] = positionals
const say = (line: string): void => void process.stdout.write(`${line}\n`)

await runTool(async () => {
  if (action === 'make') return make(words)
  if (action === 'root') return makeRoot()
  if (action === 'show') return show(words)
  usageError(usage, 'say make, root or show')
})

function make(names: readonly string[]): void {
  const {out} = options
  if (out === undefined || names.length === 0) usageError(usage, 'name a folder with --out and the keys to make')
  const wrong = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
  if (wrong !== undefined) usageError(usage, `"${wrong}" is not a plain name`)
  const folder = resolve(out)
  demandOutside(folder)
  mkdirSync(folder, {recursive: true, mode: 0o700})
  for (const name of names) {
    const {id, public: raw, pem} = makeKey()
    writeFileSync(join(folder, `${name}.pem`), pem, {mode: 0o600, flag: 'wx'})
    writeFileSync(join(folder, `${name}.pub`), canonicalText({keyid: id, public: raw}))
    say(`${name}  ${id}`)
  }
  say(`private: ${join(folder, '*.pem')}, for their holders only; hand over the .pub files`)
}

/** A private key in a work tree is one careless commit away from everybody. */
function demandOutside(folder: string): void {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git')))
      throw new Error(`${folder} lies in the repository ${at}; private keys are made outside of any`)
    if (dirname(at) === at) return
  }
}

function makeRoot(): void {
  const {registry, expires, out} = options
  if (!registry || !expires || !out) usageError(usage, '--registry, --expires and --out are needed')
  if (!registryId.test(registry)) usageError(usage, `--registry ${registry} is not a registry's id`)
  const purpose = (['production', 'development'] as const).find((word) => word === options.purpose)
  if (purpose === undefined) usageError(usage, `--purpose ${options.purpose} is not production or development`)
  const bytes = rootBytes({
    registry,
    version: whole('version'),
    expires,
    purpose,
    threshold: whole('threshold'),
    holders: {root: read(options.root), index: read(options.index), timestamp: read(options.timestamp)},
  })
  mkdirSync(dirname(resolve(out)), {recursive: true})
  writeFileSync(out, bytes, {flag: 'wx'})
  describe(readRoot(JSON.parse(bytes.toString())), {bytes, signature: undefined})
}

function whole(name: 'version' | 'threshold'): number {
  const text = options[name]
  if (!/^[1-9]\d{0,5}$/.test(text)) usageError(usage, `--${name} ${text} is not a whole number above 0`)
  return Number(text)
}

function read(paths: readonly string[]): readonly PublicKey[] {
  return paths.map((path) => {
    const fields = fieldsOf(parseCanonical(readFileSync(path)), path)
    const raw = textOf(fields['public'], `${path}: public`, /^[A-Za-z0-9+/]{43}=$/)
    const id = keyId(Buffer.from(raw, 'base64'))
    if (fields['keyid'] !== id) throw new Error(`${path}: its keyid is not the one of its key`)
    return {id, public: raw}
  })
}

function show(paths: readonly string[]): void {
  const [path] = paths
  if (path === undefined || paths.length > 1) usageError(usage, 'name one root file')
  const file = signedFile(path)
  const root = readRoot(parseCanonical(file.bytes))
  describe(root, file)
  if (options.before === undefined) return
  const before = readRoot(parseCanonical(readFileSync(options.before)))
  const count = countSignatures('root', before.registry, file, before.keys, before.roles.root)
  const {threshold} = before.roles.root
  say(`signed    by ${count} of the keys of root version ${before.version}; ${threshold} are needed`)
  if (count < threshold || root.version !== before.version + 1) process.exitCode = 1
}

function describe(root: Root, file: SignedFile): void {
  const {registry, version, purpose, expires, roles} = root
  say(`root      ${registry}, version ${version}, ${purpose}, until ${expires}`)
  for (const role of ['root', 'index', 'timestamp'] as const satisfies readonly Role[])
    for (const key of roles[role].keys) say(`${role.padEnd(9)} ${key}`)
  const count = countSignatures('root', registry, file, root.keys, roles.root)
  say(`signed    by ${count} of its ${roles.root.keys.length} own keys; ${roles.root.threshold} are needed`)
  if (file.signature !== undefined && count < roles.root.threshold) process.exitCode = 1
}

function signedFile(path: string): SignedFile {
  const signature = existsSync(`${path}.sig`) ? readFileSync(`${path}.sig`) : undefined
  return {bytes: readFileSync(path), signature}
}
