import assert from 'node:assert/strict'
import {meets, parseObjective} from './objective.ts'

describe('what a good request keeps to', () => {
  it('is milliseconds or what the unit says, by our word and by that of vLLM', () => {
    assert.deepEqual(['ttft:500', 'tpot:50.5ms', 'e2e:3s', 'e2el:3000'].map(parseObjective), [
      {metric: 'ttft', ms: 500},
      {metric: 'tpot', ms: 50.5},
      {metric: 'e2e', ms: 3000},
      {metric: 'e2e', ms: 3000},
    ])
  })

  for (const typed of ['itl:5', 'ttft', 'ttft:', 'ttft:-1', 'ttft:1m', 'constructor:1'])
    it(`refuses ${typed}`, () => assert.throws(() => parseObjective(typed), {message: `"${typed}" is no objective`}))

  it('is all of it', () => {
    const sample = {start: 0, first: 100, last: 500, end: 510, gaps: [], outputTokens: 5}
    const good = (...typed: readonly string[]): boolean => meets(typed.map(parseObjective), sample)
    assert.deepEqual([good('ttft:100', 'tpot:100', 'e2e:500'), good('ttft:100', 'e2e:499')], [true, false])
  })
})
