import assert from 'node:assert/strict'
import {chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readOwnFile} from './own-file.ts'

describe('readOwnFile', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-own-'))
    path = join(folder, 'file')
    writeFileSync(path, 'mine', {mode: 0o644})
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  it('reads a plain file of this user', () => assert.equal(readOwnFile(path)?.toString(), 'mine'))

  it('reads no link, no folder, nothing others can write, and nothing that is not there', () => {
    symlinkSync(path, join(folder, 'link'))
    mkdirSync(join(folder, 'folder'))
    for (const name of ['link', 'folder', 'absent']) assert.equal(readOwnFile(join(folder, name)), undefined, name)
    chmodSync(path, 0o666)
    assert.equal(readOwnFile(path), undefined)
  })

  it('reads no file of another user', () => {
    // Only the superuser can give a file away.
    if (process.getuid?.() !== 0) return
    chownSync(path, 4711, 4711)
    assert.equal(readOwnFile(path), undefined)
  })
})
