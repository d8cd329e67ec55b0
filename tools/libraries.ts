#!/usr/bin/env node
import {existsSync, globSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {buildCreator} from './build/creator.ts'
import {makeDeclarations} from './build/declarations.ts'
import {BuildStamp, builders} from './build/inputs.ts'
import {buildLibrary, type Library} from './build/library.ts'

/** Writes what plugin authors install from a registry into `dist/npm`, ready for `npm pack`, where inputs changed. */

const root = resolve(import.meta.dirname, '..')
const out = join(root, 'dist/npm')

const libraries: readonly Library[] = [
  {folder: 'sdk', inlined: []},
  {folder: 'testkit', inlined: ['sandbox', 'kinds', 'capacity']},
]

const sources = ['sdk', 'testkit', 'sandbox', 'kinds', 'capacity'].flatMap((name) =>
  globSync(`packages/${name}/{src,scenarios}/**/*.*`, {cwd: root}).map((file) => join(root, file)),
)
const stamp = new BuildStamp(root, join(out, '.build.json'), sources)
if (!stamp.isFresh() || !existsSync(join(out, 'create-ome-plugin/package.json'))) {
  stamp.clear()
  mkdirSync(out, {recursive: true})
  const types = mkdtempSync(join(out, '.types-'))
  try {
    makeDeclarations(root, types, ['sdk', 'testkit', 'sandbox'])
    for (const library of libraries) await buildLibrary(root, join(out, library.folder), library, types)
  } finally {
    rmSync(types, {recursive: true, force: true})
  }
  const creator = await buildCreator(root, join(out, 'create-ome-plugin'))
  const manifests = libraries.map(({folder}) => join(root, 'packages', folder, 'package.json'))
  stamp.save([...sources, ...creator, ...manifests, ...builders(root), join(root, 'tools/libraries.ts')])
}
process.stdout.write(
  `dist/npm: ${[...libraries.map(({folder}) => `@ome/${folder}`), 'create-ome-plugin'].join(', ')}\n`,
)
