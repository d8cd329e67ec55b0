import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {bundle} from '@ome/testkit/build/bundle'
import {readPackage} from './package-file.ts'

const start = `process.exitCode = require("./src/authoring/create.ts").create(process.argv.slice(2), (text) => process.stderr.write(text))`

/** Writes the package behind `npm create ome-plugin`: one file, no dependencies. Returns what it was made from. */
export async function buildCreator(root: string, out: string): Promise<readonly string[]> {
  rmSync(out, {recursive: true, force: true})
  mkdirSync(out, {recursive: true})
  const {version} = readPackage(root, 'sdk')
  const file = join(out, 'create.cjs')
  const made = await bundle(root, {entry: start, folder: join(root, 'packages/host'), outfile: file})
  writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, 'utf8')}`, {mode: 0o755})
  const manifest = {
    name: 'create-ome-plugin',
    version,
    description: 'Makes the folder of a new plugin of ome: npm create ome-plugin DIR',
    license: 'Apache-2.0',
    engines: {node: '>=22.19'},
    bin: {'create-ome-plugin': './create.cjs'},
    files: ['create.cjs'],
  }
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
  return made.inputs
}
