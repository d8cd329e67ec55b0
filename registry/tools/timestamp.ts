#!/usr/bin/env node
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, resolve} from 'node:path'
import {parseCanonical} from '@ome/installer/registry/canonical'
import {readIndex} from '@ome/installer/registry/plugin-index'
import {readArguments, runTool, usageError} from './arguments.ts'
import {timestampBytes} from './published-tree.ts'

/** Writes the timestamp that makes an index the current one. Unsigned; see sign.ts. */

const usage = 'registry/tools/timestamp.ts INDEX --expires TIME --out FILE'

const {values: options, positionals} = readArguments(usage, {expires: {type: 'string'}, out: {type: 'string'}})
const [path] = positionals
const {expires, out} = options
if (path === undefined || positionals.length > 1 || !expires || !out)
  usageError(usage, 'name an index, when the timestamp ends, and where it goes')

await runTool(async () => {
  const bytes = readFileSync(path)
  const index = readIndex(parseCanonical(bytes))
  const written = timestampBytes(index.registry, index.serial, expires, bytes)
  mkdirSync(dirname(resolve(out)), {recursive: true})
  writeFileSync(out, written)
  process.stdout.write(`${out}: registry ${index.registry}, serial ${index.serial}, until ${expires}\n`)
})
