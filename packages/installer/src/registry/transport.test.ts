import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {isOmeError} from '@ome/sdk/errors'
import {readBundle} from './bundle.ts'
import {transportOf} from './transport.ts'

describe('a folder as a registry', () => {
  let root: string
  let tree: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ome-transport-'))
    tree = join(root, 'tree')
    mkdirSync(tree)
  })
  afterEach(() => rmSync(root, {recursive: true, force: true}))

  const read = (folder = tree) =>
    transportOf({id: 'dev', url: folder}, {signal: new AbortController().signal, env: {}}).read('timestamp.json', 10)

  for (const [what, put] of [
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['an endless device', (path: string) => symlinkSync('/dev/zero', path)],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a file over its limit', (path: string) => writeFileSync(path, 'x'.repeat(11))],
  ] as const) {
    it(`${what} in place of a file is denied at once`, async () => {
      put(join(tree, 'timestamp.json'))
      await assert.rejects(
        read(),
        (error: unknown) =>
          isOmeError(error) && error.kind === 'denied' && /^registry "dev": .*timestamp.json is /.test(error.message),
      )
    })
  }

  it('a tree behind a link is read', async () => {
    writeFileSync(join(tree, 'timestamp.json'), 'x')
    symlinkSync(tree, join(root, 'link'))
    assert.equal(String(await read(join(root, 'link'))), 'x')
    assert.equal(await read(join(root, 'tree/..')), undefined)
  })

  it('a pipe is no bundle', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')])
    await assert.rejects(readBundle(join(root, 'pipe'), tree), /is not a plain file/)
  })
})
