import assert from 'node:assert/strict'
import fc from 'fast-check'
import {byteLength, endOf} from './bundle.ts'
import {destination} from './destination.ts'

describe('the end of a log', () => {
  it('is as much as fits, whole lines, and says what went', () => {
    assert.deepEqual(endOf('one\ntwo\nthree\n', 10), {text: 'three\n', lost: 8})
    assert.deepEqual(endOf('one\n', 10), {text: 'one\n', lost: 0})
  })

  it('is never longer than it may be', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 200}), fc.integer({min: 1, max: 120}), (text, bytes) => {
        const end = endOf(text, bytes)
        assert.ok(byteLength(end.text) <= bytes)
        assert.ok(text.endsWith(end.text))
        assert.equal(byteLength(end.text) + end.lost, byteLength(text))
      }),
    )
  })

  it('counts bytes as UTF-8 has them', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (text) => assert.equal(byteLength(text), Buffer.byteLength(text))),
    )
  })
})

describe('where a bundle goes', () => {
  const now = new Date('2026-11-21T12:00:00.123Z')
  for (const [flags, expected] of [
    [{}, {path: './grove-diagnostics-prod-20261121T120000Z'}],
    [{output: './x'}, {path: './x'}],
    [
      {to: './x', output: 'json'},
      {path: './x', format: 'json'},
    ],
    [
      {to: './x', json: true},
      {path: './x', format: 'json'},
    ],
    [{output: 'jsonpath={.path}'}, {path: './grove-diagnostics-prod-20261121T120000Z', format: 'jsonpath={.path}'}],
    [{output: 'json.tgz'}, {path: 'json.tgz'}],
  ] as const)
    it(`is ${JSON.stringify(expected)} for ${JSON.stringify(flags)}`, () =>
      assert.deepEqual(destination(flags, 'prod', now), expected))
})
