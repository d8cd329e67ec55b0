#!/usr/bin/env node
import {resolve} from 'node:path'
import {noCopy} from '@ome/installer/registry/copy'
import {mirrorRegistry} from '@ome/installer/registry/mirror'
import {transportOf} from '@ome/installer/registry/transport'
import {readArguments, runTool, usageError} from './arguments.ts'
import {trustedFile} from './trusted-file.ts'

/** Copies a published tree from a folder or URL into a folder: all of it checked, its bytes unchanged. */

const usage = 'registry/tools/mirror.ts FROM TO --root FILE [--npm URL] [--plugins NAME,…]'

const {values: options, positionals} = readArguments(usage, {
  root: {type: 'string'},
  npm: {type: 'string'},
  plugins: {type: 'string'},
})
const [from, to] = positionals
if (from === undefined || to === undefined || positionals.length > 2 || options.root === undefined)
  usageError(usage, 'name where from, where to, and a trusted root')

await runTool(async () => {
  const trusted = trustedFile(options.root ?? '')
  const place = {
    id: trusted.registry,
    url: /^https?:/.test(from) ? from : resolve(from),
    ...(options.npm === undefined ? {} : {npm: options.npm}),
  }
  const {serial, archives} = await mirrorRegistry({
    transport: transportOf(place, {signal: new AbortController().signal, env: process.env}),
    trusted,
    copy: noCopy(trusted),
    now: new Date(),
    to: resolve(to),
    plugins: options.plugins?.split(','),
  })
  process.stdout.write(`${to}: registry ${trusted.registry}, serial ${serial}, ${archives} archives\n`)
})
