import assert from 'node:assert/strict'
import fc from 'fast-check'
import {distance, nearest} from './nearest.ts'

describe('nearest', () => {
  for (const [typed, found] of [
    ['stauts', ['status', 'start']],
    ['sta', ['start', 'status']],
    ['zzz', []],
    ['get', ['get']],
  ] as const) {
    it(`${typed} is near ${found.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(nearest(typed, ['get', 'start', 'status', 'deploy']), found)
    })
  }
})

describe('distance', () => {
  it('is nothing for the same word and the same both ways', () => {
    fc.assert(
      fc.property(fc.string({maxLength: 12}), fc.string({maxLength: 12}), (a, b) => {
        assert.equal(distance(a, b), distance(b, a))
        assert.equal(distance(a, b) === 0, a === b)
        assert.ok(distance(a, b) <= Math.max(a.length, b.length))
      }),
    )
  })

  it('counts swapped neighbours once', () => assert.equal(distance('hte', 'the'), 1))
})
