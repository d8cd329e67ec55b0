import assert from 'node:assert/strict'
import {countGroveShow} from './grove-show.ts'

describe('grove show', () => {
  it('counts equal phases, most pods first', () => {
    assert.deepEqual(countGroveShow(['Pending', 'Running', 'Running', 'Failed']), [
      {phase: 'Running', pods: 2},
      {phase: 'Failed', pods: 1},
      {phase: 'Pending', pods: 1},
    ])
  })

  it('is empty without pods', () => assert.deepEqual(countGroveShow([]), []))
})
