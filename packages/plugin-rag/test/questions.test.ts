import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import RagTest from '../src/commands/rag/test.ts'
import {files, type RagWorld, world} from './world.ts'

describe('ome rag test', () => {
  let tour: RagWorld
  let folder: string
  before(async () => {
    tour = await world()
    folder = mkdtempSync(join(tmpdir(), 'ome-rag-'))
  })
  after(async () => {
    await tour.stop()
    rmSync(folder, {recursive: true, force: true})
  })

  it('scores passages and answers, and keeps the report', async () => {
    const report = join(folder, 'results.json')
    const {code, out} = await tour.pass(RagTest, ['my-rag', join(files, 'questions.csv'), '--report', report])

    assert.equal(code, 0)
    assert.match(out, /^ +4 +3 +75% +\d +\d+ ms +\d+ ms$/m)
    const {kind, summary, rows} = JSON.parse(readFileSync(report, 'utf8'))
    assert.deepEqual([kind, summary.hits, rows.length], ['RagTest', 3, 4])
    assert.deepEqual(rows[3].hit, false)
    assert.ok(rows[0].sources.length > 0)
  })

  it('ends with 3 for fewer hits than were asked for, and with 0 for enough', async () => {
    const words = ['my-rag', 'questions.csv', '--retrieve-only', '--min-hit-rate']
    const few = await tour.run(RagTest, [...words, '0.9'])
    const enough = await tour.run(RagTest, [...words, '0.75'])

    assert.deepEqual([few.code, enough.code], [3, 0])
    assert.match(few.err, /3 of 4 questions were hit/)
  })

  it('refuses a file that is no list of questions, and one that is not there', async () => {
    writeFileSync(join(folder, 'wrong.csv'), 'a,b\n1,2\n')
    const wrong = await tour.run(RagTest, ['my-rag', join(folder, 'wrong.csv')])
    const gone = await tour.run(RagTest, ['my-rag', join(folder, 'gone.csv')])

    assert.deepEqual([wrong.code, gone.code], [2, 4])
    assert.match(wrong.err, /there is no column "question"/)
  })
})
