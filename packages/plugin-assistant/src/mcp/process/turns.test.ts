import assert from 'node:assert/strict'
import {turns} from './turns.ts'

describe('turns', () => {
  it('lets a few work at once, the others in their order, also behind one that failed', async () => {
    const inTurn = turns(2)
    const begun: number[] = []
    const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>())
    const works = ends.map(({promise}, at) =>
      inTurn(async () => {
        begun.push(at)
        await promise
      }),
    )
    const settled = Promise.allSettled(works)
    assert.deepEqual(begun, [0, 1])

    ends[1]?.reject(new Error('failed'))
    await assert.rejects(works[1] ?? Promise.resolve())
    await new Promise(setImmediate)
    assert.deepEqual(begun, [0, 1, 2])

    for (const {resolve} of ends) resolve()
    assert.equal((await settled).length, 4)
    assert.deepEqual(begun, [0, 1, 2, 3])
  })
})
