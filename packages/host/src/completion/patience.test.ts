import assert from 'node:assert/strict'
import {patienceAfter, patienceOf} from './patience.ts'

describe('the time completion gives a cluster', () => {
  it('ends so long after the process began, and is never less than a cluster needs', () => {
    assert.equal(patienceAfter(0), 420)
    assert.equal(patienceAfter(120.4), 300)
    assert.equal(patienceAfter(1000), 150)
  })

  it('is as long as the environment says, where it says a time', () => {
    assert.equal(patienceOf({OME_COMPLETION_TIMEOUT: '2s'}, 300), 2000)
    assert.equal(patienceOf({OME_COMPLETION_TIMEOUT: 'soon'}, 0), 420)
    assert.equal(patienceOf({}, 0), 420)
  })
})
