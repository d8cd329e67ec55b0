import assert from 'node:assert/strict'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

/**
 * Compares a text with `test/golden/<name>.txt` of the package whose test file calls it: `golden(import.meta.dirname,
 * 'status/ready', out)` in `packages/x/test/…`. With OME_GOLDEN=1 the file is written instead. A missing file fails.
 */
export function golden(testFolder: string, name: string, text: string): void {
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

/** `packages/x/test/golden`, from any folder inside `packages/x/src` or `packages/x/test`. */
function goldenFolder(folder: string): string {
  const match = /^(.*[/\\]packages[/\\][^/\\]+)/.exec(folder)
  if (!match?.[1]) throw new Error(`${folder} is not inside a package`)
  return join(match[1], 'test', 'golden')
}
