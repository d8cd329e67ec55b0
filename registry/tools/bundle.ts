#!/usr/bin/env node
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {writeBundle} from '@ome/installer/registry/bundle'
import {noCopy} from '@ome/installer/registry/copy'
import {mirrorRegistry} from '@ome/installer/registry/mirror'
import {transportOf} from '@ome/installer/registry/transport'
import {readArguments, runTool, usageError} from './arguments.ts'
import {trustedFile} from './trusted-file.ts'

/** Writes a published tree, checked, as one file that `ome registry bundle import` takes. */

const usage = 'registry/tools/bundle.ts FROM FILE --root FILE [--plugins NAME,…]'

const {values: options, positionals} = readArguments(usage, {root: {type: 'string'}, plugins: {type: 'string'}})
const [from, file] = positionals
if (from === undefined || file === undefined || positionals.length > 2 || options.root === undefined)
  usageError(usage, 'name where from, the file, and a trusted root')

await runTool(async () => {
  const trusted = trustedFile(options.root ?? '')
  const url = /^https?:/.test(from) ? from : resolve(from)
  const to = mkdtempSync(join(tmpdir(), 'ome-bundle-'))
  try {
    const {serial, archives} = await mirrorRegistry({
      transport: transportOf({id: trusted.registry, url}, {signal: new AbortController().signal, env: process.env}),
      trusted,
      copy: noCopy(trusted),
      now: new Date(),
      to,
      plugins: options.plugins?.split(','),
    })
    const bytes = await writeBundle(to, resolve(file))
    process.stdout.write(
      `${file}: registry ${trusted.registry}, serial ${serial}, ${archives} archives, ${bytes} bytes\n`,
    )
  } finally {
    rmSync(to, {recursive: true, force: true})
  }
})
