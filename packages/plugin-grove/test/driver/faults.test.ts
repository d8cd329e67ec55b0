import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import fc from 'fast-check'
import {resumed} from '../../src/driver/domain/actions.ts'
import type {Rollout} from '../../src/driver/domain/rollout.ts'
import {drive} from '../../src/driver/usecases/drive.ts'
import {begun, type Faults, SimulatedSet} from './simulated-set.ts'

/** Small numbers in an order that a seed gives. */
function sequence(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0
    return state / 2 ** 32
  }
}

/** A cluster in which requests fail and pods get lost, for a while. */
function troubled(sim: SimulatedSet, next: () => number): Faults {
  let left = 40
  return {
    startMs: () => 1000 + Math.floor(next() * 20_000),
    before(call) {
      if (left <= 0) return
      const chance = next()
      if (chance < 0.04) {
        left -= 1
        throw new OmeError('unreachable', 'too many requests')
      }
      if (call === 'observe' && chance > 0.97) {
        left -= 1
        sim.lose(Math.floor(next() * 100))
      }
      if (call === 'save' && chance > 0.95 && sim.record) {
        left -= 1
        sim.record = {...sim.record, version: sim.record.version + 1}
      }
    },
    after(call) {
      if (left > 0 && call !== 'save' && next() < 0.03) {
        left -= 1
        throw new OmeError('unreachable', 'the answer got lost')
      }
    },
  }
}

const driveOn = (sim: SimulatedSet): Promise<Rollout> =>
  drive({store: sim, set: sim, clock: sim, driver: {by: 'ann', session: 'one'}, pollMs: 1000})

describe('a driver in a troubled cluster', () => {
  it('is neither stuck nor lost in 200 runs', async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const next = sequence(seed)
      const sim = new SimulatedSet([
        {name: 'prefill', workers: 2 + Math.floor(next() * 4), min: 2},
        {name: 'decode', workers: 2 + Math.floor(next() * 4), min: 1, size: 1 + Math.floor(next() * 2)},
      ])
      const order = (['roles', 'parallel', 'racks'] as const)[seed % 3] ?? 'roles'
      const steps = order === 'parallel' ? ['1', '50%', '100%'] : ['100%']
      await sim.save(begun(sim, {order, steps, batchSize: 1 + (seed % 3)}), undefined)
      sim.faults = troubled(sim, next)

      let rollout = await driveOn(sim)
      for (let again = 0; again < 5 && rollout.phase === 'Paused'; again++) {
        const {record} = sim
        assert.ok(record)
        const held = {by: 'ann', session: 'one', renewedAt: new Date(sim.time).toISOString()}
        const taken = {...resumed(record.rollout, {by: 'ann', now: sim.time}), holder: held}
        sim.record = {rollout: taken, version: record.version + 1}
        rollout = await driveOn(sim)
      }

      assert.equal(rollout.phase, 'Done', `seed ${seed}: ${rollout.message}`)
      assert.equal(sim.digest, 'prefill=v2,decode=v2', `seed ${seed}`)
      assert.deepEqual([sim.hashesOf('prefill'), sim.hashesOf('decode')], [['v2'], ['v2']], `seed ${seed}`)
      assert.equal(sim.strategy, 'RollingRecreate', `seed ${seed}`)
      assert.deepEqual(sim.set.metadata['annotations'], {}, `seed ${seed}`)
    }
  })

  it('never takes ready workers below their minimum by its own deletes', async () => {
    const role = fc.record({
      workers: fc.integer({min: 1, max: 6}),
      min: fc.integer({min: 1, max: 6}),
      size: fc.integer({min: 1, max: 3}),
    })
    const way = fc.record({
      batchSize: fc.integer({min: 1, max: 6}),
      order: fc.constantFrom('roles' as const, 'parallel' as const, 'racks' as const),
      steps: fc.constantFrom(['100%'], ['1', '100%'], ['25%', '50%', '100%']),
    })
    await fc.assert(
      fc.asyncProperty(role, role, way, fc.array(fc.nat(20), {maxLength: 6}), async (a, b, manner, losses) => {
        const sim = new SimulatedSet([
          {name: 'prefill', ...a, min: Math.min(a.min, a.workers)},
          {name: 'decode', ...b, min: Math.min(b.min, b.workers)},
        ])
        await sim.save(begun(sim, manner), undefined)
        const left = [...losses]
        let looks = 0
        sim.faults = {
          before: (call) => {
            if (call !== 'observe' || ++looks % 3 !== 0) return
            const loss = left.pop()
            if (loss !== undefined) sim.lose(loss)
          },
        }
        const rollout = await driveOn(sim)
        assert.equal(rollout.phase, 'Done')
        assert.deepEqual(sim.breaches, [])
      }),
      {numRuns: 100, seed: 11},
    )
  })
})
