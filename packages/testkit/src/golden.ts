import assert from 'node:assert/strict'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {packageFolder} from './package-folder.ts'

/**
 * Compares a text with `test/golden/<name>.txt` of the package whose test file calls it: `golden(import.meta.dirname,
 * 'status/ready', out)` in `packages/x/test/…`. With OME_GOLDEN=1 the file is written instead. A missing file fails.
 * The hash of a pod template counts as HASH: it changes with every default that a pod gets.
 */
export function golden(testFolder: string, name: string, given: string): void {
  const text = given.replaceAll(templateHash, '-HASH-$1')
  const path = join(goldenFolder(testFolder), `${name}.txt`)
  if (process.env['OME_GOLDEN'] === '1') {
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, text)
    return
  }
  let expected: string
  try {
    expected = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`${path} cannot be read; OME_GOLDEN=1 writes it`, {cause: error})
  }
  assert.equal(text, expected.replaceAll('\r\n', '\n'), `differs from ${path}; OME_GOLDEN=1 rewrites it`)
}

const letters = '[bcdfghjklmnpqrstvwxz2456789]'
const templateHash = new RegExp(`-${letters}{8,10}-(${letters}{5})(?![a-z0-9])`, 'g')

const goldenFolder = (folder: string): string => join(packageFolder(folder), 'test', 'golden')
