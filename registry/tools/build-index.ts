#!/usr/bin/env node
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {readArguments, runTool, usageError} from './arguments.ts'
import {indexBytes} from './published-tree.ts'
import {reviewedEntries} from './reviewed-entries.ts'

/** Builds the index of the reviewed sources: the same sources and archives give the same bytes. Unsigned; see sign.ts. */

const usage =
  'registry/tools/build-index.ts --registry ID --serial N --expires TIME --host-api VERSION --artifacts DIR --out FILE [--plugins DIR]'

const {values: options} = readArguments(usage, {
  registry: {type: 'string'},
  serial: {type: 'string'},
  expires: {type: 'string'},
  'host-api': {type: 'string'},
  artifacts: {type: 'string'},
  out: {type: 'string'},
  plugins: {type: 'string', default: join(import.meta.dirname, '../plugins')},
})

const {registry, serial, expires, artifacts, out, plugins, 'host-api': hostApi} = options
if (!registry || !serial || !expires || !artifacts || !out || !hostApi) usageError(usage, 'an option is missing')
if (!/^\d{1,15}$/.test(serial)) usageError(usage, `--serial ${serial} is not a whole number`)

await runTool(async () => {
  const entries = await reviewedEntries(resolve(plugins), resolve(artifacts))
  const bytes = indexBytes({registry, serial: Number(serial), expires, hostApi, plugins: entries})
  mkdirSync(dirname(resolve(out)), {recursive: true})
  writeFileSync(out, bytes)
  process.stdout.write(`${out}: serial ${serial}, ${entries.length} plugins, ${bytes.length} bytes\n`)
})
