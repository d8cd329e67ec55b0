import assert from 'node:assert/strict'
import {mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {stampOf} from './stamp.ts'

describe('the stamp of a file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-stamp-'))
  })
  afterEach(() => rmSync(folder, {recursive: true, force: true}))

  it('differs when the file is written anew, replaced, or gone', () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')]
    writeFileSync(one, 'a')
    writeFileSync(other, 'a')
    const first = stampOf(one)
    assert.equal(stampOf(one), first)

    renameSync(other, one)
    const second = stampOf(one)
    assert.notEqual(second, first)
    writeFileSync(one, 'ab')
    assert.notEqual(stampOf(one), second)
    rmSync(one)
    assert.equal(stampOf(one), 'absent')
  })

  it('of what may not be looked at is the reason, not a failure', () => {
    writeFileSync(join(folder, 'file'), '')
    assert.equal(stampOf(join(folder, 'file', 'inside')), 'absent')
    assert.equal(stampOf(join(folder, 'a'.repeat(300))), 'ENAMETOOLONG')
  })
})
