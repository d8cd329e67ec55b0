import assert from 'node:assert/strict'
import {firstOfEach} from './first-of-each.ts'

describe('what is said once', () => {
  it('is each text, in the order it came', () => {
    const said: string[] = []
    const say = firstOfEach((text) => said.push(text))
    for (const text of ['refused', 'gone', 'refused', 'gone', 'gone']) say(text)
    assert.deepEqual(said, ['refused', 'gone'])
  })
})
