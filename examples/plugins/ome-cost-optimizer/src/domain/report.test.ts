import assert from 'node:assert/strict'
import {toReport} from './report.ts'
import type {Saving} from './saving.ts'

const saving = (change: Partial<Saving>): Saving => ({
  namespace: 'ml',
  service: 'llama',
  reason: 'idle',
  gpus: 4,
  needed: 1,
  usdPerMonth: 300,
  source: 'seen',
  ...change,
})

describe('report of savings', () => {
  it('sums by reason and leaves out what has no price', () => {
    const {usdPerMonth: _, ...unpriced} = saving({reason: 'not serving', gpus: 2, needed: 0})
    assert.deepEqual(toReport([saving({}), saving({}), unpriced]), {
      gpus: 10,
      needed: 2,
      usdPerMonth: 600,
      unpriced: 1,
      reasons: [
        {reason: 'not serving', services: 1, freeGpus: 2, usdPerMonth: 0},
        {reason: 'idle', services: 2, freeGpus: 6, usdPerMonth: 600},
      ],
    })
  })
})
