#!/usr/bin/env node
import {existsSync, globSync} from 'node:fs'
import {basename, join, resolve} from 'node:path'
import {buildHost} from './build/host.ts'
import {buildPlugin} from './build/plugin.ts'

/** `node tools/build.ts [package…]`: makes what ships, and only where inputs changed. Without names: everything. */

const root = resolve(import.meta.dirname, '..')
const wanted = process.argv.slice(2)

const plugins = globSync(['packages/plugin-*', 'examples/plugins/*'], {cwd: root})
  .filter((path) => existsSync(join(root, path, 'src', 'commands')))
  .sort()

/** A package by its name, or any folder. */
const folderOf = (typed: string): string => {
  const inside = join(root, 'packages', typed)
  return existsSync(inside) ? inside : resolve(typed)
}

const folders = wanted.length > 0 ? wanted.map(folderOf) : ['packages/host', ...plugins].map((path) => join(root, path))
let failed = false

for (const folder of folders) {
  const name = basename(folder)
  const started = performance.now()
  try {
    const built = name === 'host' ? await buildHost(root, folder) : await buildPlugin(root, folder)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(built === undefined ? `${name} unchanged\n` : `${name} built (${built}, ${seconds} s)\n`)
  } catch (error) {
    failed = true
    process.stderr.write(`error: ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

process.exitCode = failed ? 1 : 0
