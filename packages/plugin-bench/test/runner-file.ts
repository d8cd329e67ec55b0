import {join} from 'node:path'
import {bundle} from '@ome/testkit/build/bundle'

const folder = join(import.meta.dirname, '..')

/** Builds the program of the workers as it ships. */
export async function buildRunner(): Promise<void> {
  const outfile = join(folder, 'dist/runner.cjs')
  await bundle(join(folder, '../..'), {entry: 'require("./src/runner.ts")', folder, outfile})
}
