import assert from 'node:assert/strict'
import {LoopTurn} from './loop-turn.ts'

describe('how late something is read', () => {
  let time = 0
  let turn: LoopTurn
  const ends = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  beforeEach(() => {
    time = 1000
    turn = new LoopTurn(() => time)
  })

  it('what is read first in a turn after a pause is not late, what comes after it is', () => {
    assert.deepEqual([turn.late(1000), turn.late(1003), turn.late(1010)], [0, 3, 10])
  })

  it('a loop that did not pause may have had it since the turn before', async () => {
    turn.late(1000)
    time = 1020
    await ends()
    assert.equal(turn.late(1020.05).toFixed(2), '20.05')
    time = 1030
    await ends()
    assert.equal(turn.late(1030.05).toFixed(2), '10.00')
  })

  it('a pause ends what was late', async () => {
    turn.late(1000)
    time = 1020
    await ends()
    assert.equal(turn.late(1025), 0)
  })
})
