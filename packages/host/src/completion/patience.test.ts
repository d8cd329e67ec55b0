import assert from 'node:assert/strict'
import {patienceAfter} from './patience.ts'

describe('the time completion gives a cluster', () => {
  it('ends so long after the process began, and is never less than a cluster needs', () => {
    assert.equal(patienceAfter(0), 420)
    assert.equal(patienceAfter(120.4), 300)
    assert.equal(patienceAfter(1000), 150)
  })
})
