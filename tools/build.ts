#!/usr/bin/env node
import {existsSync, globSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {buildHost} from './build/host.ts'
import {buildPlugin} from './build/plugin.ts'

/** `node tools/build.ts [package…]`: makes what ships, and only where inputs changed. Without names: everything. */

const root = resolve(import.meta.dirname, '..')
const wanted = process.argv.slice(2)

const plugins = globSync(['packages/plugin-*', 'examples/plugins/*'], {cwd: root})
  .filter((path) => existsSync(join(root, path, 'src', 'commands')))
  .map((path) => path.replace(/^packages\//, ''))
  .sort()

const names =
  wanted.length > 0 ? wanted.map((name) => name.replace(/^packages\//, '').replace(/\/$/, '')) : ['host', ...plugins]
let failed = false

for (const name of names) {
  const started = performance.now()
  try {
    const folder = existsSync(join(root, 'packages', name)) ? join(root, 'packages', name) : resolve(name)
    const built = name === 'host' ? await buildHost(root, folder) : await buildPlugin(root, folder)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(built === undefined ? `${name} unchanged\n` : `${name} built (${built}, ${seconds} s)\n`)
  } catch (error) {
    failed = true
    process.stderr.write(`error: ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

process.exitCode = failed ? 1 : 0
