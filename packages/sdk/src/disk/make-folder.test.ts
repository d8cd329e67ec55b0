import assert from 'node:assert/strict'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {makeFolder} from './make-folder.ts'

describe('making a folder', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ome-folder-'))
  })
  afterEach(() => rmSync(root, {recursive: true, force: true}))

  it('makes those above it and leaves one that is there', () => {
    makeFolder(join(root, 'a/b/c'))
    makeFolder(join(root, 'a/b/c'))
    assert.ok(existsSync(join(root, 'a/b/c')))
  })

  it('ends with an error where nothing can be made', () => {
    writeFileSync(join(root, 'file'), '')
    assert.throws(() => makeFolder(join(root, 'file/a/b')), {code: 'ENOTDIR'})
    assert.throws(() => makeFolder(join(root, 'file')), {code: 'EEXIST'})
    if (process.platform === 'linux') assert.throws(() => makeFolder('/proc/nope/a/b'), {code: 'ENOENT'})
  })
})
