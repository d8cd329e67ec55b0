import assert from 'node:assert/strict'
import fc from 'fast-check'
import {joined, toKept, toManifest} from './backup.ts'

describe('chunks', () => {
  it('are one text again, with what they share once', () => {
    const text = 'Notes of the last meeting. The quota is four cards. The set gets a second replica.'

    assert.equal(joined([text.slice(0, 52), text.slice(27)]), text)
    assert.equal(joined(['one', 'two']), 'one\ntwo')
    assert.equal(joined([]), '')
  })

  it('give back any text that was cut with overlaps', () =>
    fc.assert(
      fc.property(fc.string({minLength: 60, maxLength: 400}), (text) => {
        const half = Math.floor(text.length / 2)
        const whole = joined([text.slice(0, half + 20), text.slice(half)])
        assert.ok(whole.length <= text.length)
        assert.ok(whole.startsWith(text.slice(0, half)))
      }),
    ))
})

describe('files of a backup', () => {
  it('are read when they are what they shall be', () => {
    const manifest = {
      engine: 'e',
      created: 'c',
      mode: 'export',
      snapshotPath: null,
      indexes: [{name: 'i', documents: 1}],
    }

    assert.deepEqual(toManifest(manifest), {
      engine: 'e',
      created: 'c',
      mode: 'export',
      indexes: [{name: 'i', documents: 1, chunks: 0}],
    })
    assert.deepEqual(toKept({doc_id: 'd', text: 't'}), {docId: 'd', text: 't', metadata: {}, chunks: []})
  })

  for (const value of [null, [], {}, {engine: 'e', created: 'c', mode: 'other'}, {engine: 1}, 'text']) {
    it(`are refused as ${JSON.stringify(value)}`, () => {
      assert.equal(toManifest(value), undefined)
      assert.equal(toKept(value), undefined)
    })
  }
})
