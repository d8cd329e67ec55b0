import assert from 'node:assert/strict'
import {isOmeError} from '@ome/sdk/errors'
import {resumed} from '../../src/driver/domain/actions.ts'
import type {Rollout} from '../../src/driver/domain/rollout.ts'
import {askHolder, takeRollout} from '../../src/driver/usecases/continue-rollout.ts'
import {startRollout} from '../../src/driver/usecases/start-rollout.ts'
import {begun, SimulatedSet} from './simulated-set.ts'

const where = 's -n prod'

async function held(): Promise<SimulatedSet> {
  const sim = new SimulatedSet([{name: 'decode', workers: 2, min: 1}])
  await sim.save(begun(sim, {phase: 'Progressing'}), undefined)
  return sim
}

const take = (sim: SimulatedSet, takeOver = false): Promise<Rollout> => {
  const driver = {by: 'bob', session: 'two'}
  const taking = {store: sim, clock: sim, driver, pollMs: 1000, where, takeOver}
  return takeRollout(taking, (one) => resumed(one, {by: 'bob', now: sim.time}))
}

describe('the lock of a rollout', () => {
  it('is not taken from a holder that renews it', async () => {
    const sim = await held()
    let looks = 0
    sim.faults = {
      before(call) {
        if (call !== 'load' || ++looks !== 8 || !sim.record) return
        const holder = {by: 'ann', session: 'one', renewedAt: new Date(sim.time).toISOString()}
        sim.record = {rollout: {...sim.record.rollout, holder}, version: sim.record.version + 1}
      },
    }
    await assert.rejects(take(sim), (error: unknown) => {
      assert.ok(isOmeError(error))
      assert.equal(error.kind, 'conflict')
      assert.match(error.message, /^ann drives this update/)
      return true
    })
    assert.equal(sim.record?.rollout.holder?.by, 'ann')
  })

  it('is taken when it stayed the same for 30 seconds, by the clock of whoever looks', async () => {
    const sim = await held()
    sim.time += 3_600_000
    const begin = sim.time
    assert.equal((await take(sim)).holder?.by, 'bob')
    assert.equal(sim.time - begin, 30_000)
  })

  it('is taken at once when that is said', async () => {
    const sim = await held()
    const begin = sim.time
    assert.equal((await take(sim, true)).holder?.by, 'bob')
    assert.equal(sim.time, begin)
  })

  const abort = (sim: SimulatedSet, told: string[] = []) =>
    askHolder(
      {
        store: sim,
        clock: sim,
        driver: {by: 'bob', session: 'two'},
        pollMs: 1000,
        where,
        onWait: (text) => told.push(text),
      },
      'abort',
    )

  it('a wish is taken up by whoever goes on with the work of a holder that died', async () => {
    const sim = await held()
    let looks = 0
    sim.faults = {
      before(call) {
        if (call !== 'load' || ++looks !== 20 || !sim.record) return
        const {request: _obeyed, ...rest} = sim.record.rollout
        const holder = {by: 'cleo', session: 'three', renewedAt: new Date(sim.time).toISOString()}
        sim.record = {rollout: {...rest, holder}, version: sim.record.version + 1}
      },
    }
    const told: string[] = []
    assert.equal(await abort(sim, told), 'obeyed')
    assert.deepEqual(told, ['ann was asked to abort'])
  })

  it('a holder that stays silent for 30 seconds is known to be gone', async () => {
    const sim = await held()
    const begin = sim.time
    assert.equal(await abort(sim), 'gone')
    assert.ok(sim.time - begin <= 31_000)
    assert.equal(sim.record?.rollout.request?.action, 'abort')
  })

  it('a second rollout is refused while one is under way', async () => {
    const sim = await held()
    const driver = {by: 'bob', session: 'two'}
    const second = startRollout({store: sim, clock: sim, driver, where}, begun(sim))
    await assert.rejects(second, /somebody else began a rollout of this set/)
  })
})
