#!/usr/bin/env node
import {join, resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {packRelease} from './build/release-files.ts'

/** `npm run release -- [--out DIR]`: the program as it is handed out, after a look at every file that goes into it. */

const repository = resolve(import.meta.dirname, '..')
const {values} = parseArgs({options: {out: {type: 'string', default: join(repository, 'dist/release')}}})

try {
  const {files, registries} = packRelease(repository, resolve(values.out))
  process.stdout.write(`${values.out}: ${files} files, ${registries === 0 ? 'no registry' : 'the public registry'}\n`)
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
