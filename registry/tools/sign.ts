#!/usr/bin/env node
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {parseCanonical} from '@ome/installer/registry/canonical'
import {fieldsOf, textOf} from '@ome/installer/registry/shape'
import {type Role, readKey, signFile} from '@ome/installer/registry/signature'
import {registryId} from '@ome/installer/registry/signed-files'
import {readArguments, runTool, usageError} from './arguments.ts'

/** Adds the signature of one or more keys to a file's `.sig`; signatures of other keys stay. */

const usage = 'registry/tools/sign.ts --role root|index|timestamp --key PEM [--key PEM]... FILE'

const {values: options, positionals} = readArguments(usage, {
  role: {type: 'string'},
  key: {type: 'string', multiple: true, default: []},
})
const [path] = positionals
const role = (['root', 'index', 'timestamp'] as const).find((word) => word === options.role)
if (path === undefined || positionals.length > 1 || role === undefined || options.key.length === 0)
  usageError(usage, 'name a role, a key and one file')

await runTool(async () => sign(path, role, options.key))

function sign(file: string, as: Role, keys: readonly string[]): void {
  const bytes = readFileSync(file)
  const content = fieldsOf(parseCanonical(bytes), file)
  const registry = textOf(content['registry'], `${file}: registry`, registryId)
  textOf(content['schema'], `${file}: schema`, new RegExp(`^ome-${as}/`))
  const before = existsSync(`${file}.sig`) ? readFileSync(`${file}.sig`) : undefined
  const signers = keys.map((key) => readKey(readFileSync(key, 'utf8')))
  writeFileSync(`${file}.sig`, signFile(as, registry, bytes, signers, before))
  process.stdout.write(`${file}.sig: ${signers.map(({id}) => id.slice(0, 16)).join(', ')}\n`)
}
