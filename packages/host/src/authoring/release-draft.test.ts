import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {writeDraft} from './release-draft.ts'

const draft = (sha512: string) => ({
  path: 'releases/1.0.0.yaml',
  text: `approvedBy: []\nartifact:\n  sha512: ${sha512}\n`,
})

describe('draft of a release', () => {
  let home: string

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-draft-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const read = () => readFileSync(join(home, 'releases/1.0.0.yaml'), 'utf8')

  it('replaces an earlier draft', async () => {
    await writeDraft(home, draft('aa'), 'aa')
    await writeDraft(home, draft('bb'), 'bb')

    assert.match(read(), /sha512: bb/)
  })

  it('leaves a release that was approved as it is', async () => {
    await writeDraft(home, draft('aa'), 'aa')
    const approved = read().replace('approvedBy: []', 'approvedBy: [one]')
    writeFileSync(join(home, 'releases/1.0.0.yaml'), approved)

    await writeDraft(home, draft('aa'), 'aa')
    assert.equal(read(), approved)
    await assert.rejects(writeDraft(home, draft('bb'), 'bb'), {kind: 'conflict'})
    assert.equal(read(), approved)
  })
})
