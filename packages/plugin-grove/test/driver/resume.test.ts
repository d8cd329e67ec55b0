import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import {aborted, promoted, resumed} from '../../src/driver/domain/actions.ts'
import {isStopped, type Rollout} from '../../src/driver/domain/rollout.ts'
import {drive} from '../../src/driver/usecases/drive.ts'
import {begun, type RoleSpec, SimulatedSet} from './simulated-set.ts'

const roles: readonly RoleSpec[] = [
  {name: 'prefill', workers: 3, min: 2},
  {name: 'decode', workers: 4, min: 2, size: 2},
]

class Killed extends Error {}

const run = (sim: SimulatedSet, session: string): Promise<Rollout> =>
  drive({store: sim, set: sim, clock: sim, driver: {by: session, session}, pollMs: 1000})

/** Lets the process die before or after the given call that changes something. */
function dyingAt(sim: SimulatedSet, call: number, when: 'before' | 'after'): void {
  let calls = 0
  const count = (): void => {
    if (++calls === call) throw new Killed()
  }
  const before = (name: string): void => {
    if (when === 'before' && (name === 'save' || name === 'patch' || name === 'delete')) count()
  }
  sim.faults = {before, ...(when === 'after' ? {after: count} : {})}
}

/** Another person takes what was left and does something with it, after the lock went stale. */
async function takeOver(sim: SimulatedSet, act: (rollout: Rollout) => Rollout): Promise<Rollout> {
  await sim.sleep(31_000)
  const {record} = sim
  assert.ok(record)
  const rollout = {
    ...act(record.rollout),
    holder: {by: 'bob', session: 'two', renewedAt: new Date(sim.time).toISOString()},
  }
  await sim.save(rollout, String(record.version))
  return isStopped(rollout) ? rollout : await run(sim, 'two')
}

/** The set is as it was asked for, and nothing of the rollout is left on it. */
function assertAt(sim: SimulatedSet, images: Readonly<Record<string, string>>, what: string): void {
  for (const [role, image] of Object.entries(images)) {
    assert.equal(sim.imageOf(role), image, what)
    assert.deepEqual(sim.hashesOf(role), [image], what)
  }
  assert.equal(sim.strategy, 'RollingRecreate', what)
  assert.deepEqual(sim.set.metadata['annotations'] ?? {}, {}, what)
  assert.deepEqual(sim.breaches, [], what)
}

const verbs: Readonly<Record<string, Partial<Rollout>>> = {
  update: {},
  'batches of two': {batchSize: 2},
  'rack by rack': {
    order: 'racks',
    placement: {
      level: 'rack',
      preserve: false,
      workers: Object.fromEntries(
        roles.flatMap(({name, workers}) =>
          Array.from({length: workers}, (_, index) => [`${name}/0/${index}`, `rack-${index % 2}`]),
        ),
      ),
    },
  },
  canary: {
    verb: 'canary',
    roles: ['decode'],
    steps: ['1'],
    later: {
      patched: [{clique: 'prefill', path: '/image', from: 'v1', to: 'v2'}],
      toDigest: 'prefill=v2,decode=v2',
      roles: ['prefill', 'decode'],
    },
  },
}

const asked = {prefill: 'v2', decode: 'v2'}
const before = {prefill: 'v1', decode: 'v1'}

async function started(more: Partial<Rollout>): Promise<SimulatedSet> {
  const sim = new SimulatedSet(roles)
  await sim.save(begun(sim, more), undefined)
  return sim
}

/** Drives to its end; a canary is promoted by whoever looks at it. */
async function toTheEnd(sim: SimulatedSet, session: string): Promise<void> {
  const rollout = await run(sim, session)
  if (rollout.reason === 'canary') await takeOver(sim, (one) => promoted(one, {by: 'bob', now: sim.time}, {}))
}

describe('a driver that dies', () => {
  for (const [name, more] of Object.entries(verbs)) {
    for (const when of ['before', 'after'] as const) {
      it(`${name}: ${when} any write, resume ends as asked and abort as before`, async () => {
        const whole = await started(more)
        let writes = 0
        whole.faults = {before: (call) => void (call === 'load' || call === 'observe' || writes++)}
        await toTheEnd(whole, 'one')
        assertAt(whole, asked, 'undisturbed')

        for (let call = 1; call <= writes; call++) {
          for (const end of ['resume', 'abort'] as const) {
            const what = `${end} after death ${when} write ${call}`
            const sim = await started(more)
            dyingAt(sim, call, when)
            await assert.rejects(async () => {
              await toTheEnd(sim, 'one')
              throw new Killed()
            }, Killed)
            sim.faults = {}
            const actor = {by: 'bob', now: sim.time}
            if (end === 'abort' && sim.record?.rollout.phase !== 'Done') {
              const rollout = await takeOver(sim, (one) => aborted(one, actor, {}))
              assert.equal(rollout.phase, 'Aborted', what)
              assertAt(sim, before, what)
              continue
            }
            const rollout = await takeOver(sim, (one) => resumed(one, actor))
            if (rollout.reason === 'canary') await takeOver(sim, (one) => promoted(one, actor, {}))
            assert.equal(sim.record?.rollout.phase, 'Done', what)
            assertAt(sim, asked, what)
          }
        }
      })
    }
  }
})

describe('a driver that is not alone', () => {
  it('stops before its next delete when somebody took over', async () => {
    const sim = await started({})
    const saves = {count: 0}
    sim.faults = {
      before(call) {
        if (call !== 'save' || ++saves.count !== 6 || !sim.record) return
        const holder = {by: 'bob', session: 'two', renewedAt: new Date(sim.time).toISOString()}
        sim.record = {rollout: {...sim.record.rollout, holder}, version: sim.record.version + 1}
        sim.deleted.length = 0
      },
    }
    await assert.rejects(run(sim, 'one'), (error: unknown) => {
      assert.ok(error instanceof OmeError)
      assert.equal(error.kind, 'conflict')
      assert.match(error.message, /bob took this rollout over/)
      return true
    })
    assert.deepEqual(sim.deleted, [])
  })

  it('gives its lock back when it is cancelled', async () => {
    const sim = await started({})
    const sleep = sim.sleep.bind(sim)
    let naps = 0
    sim.sleep = async (ms) => {
      if (++naps === 5) throw new OmeError('cancelled', 'cancelled')
      await sleep(ms)
    }
    await assert.rejects(run(sim, 'one'), /cancelled/)
    assert.equal(sim.record?.rollout.holder, undefined)
    assert.equal(sim.record?.rollout.log.at(-1)?.text, 'left by one')
    sim.sleep = sleep
    await takeOver(sim, (one) => resumed(one, {by: 'bob', now: sim.time}))
    assertAt(sim, asked, 'taken over')
  })

  it('obeys a wish to pause and one to abort', async () => {
    const sim = await started({})
    const wish = (action: 'pause' | 'abort', at: number): void => {
      let loads = 0
      sim.faults = {
        before(call) {
          if (call !== 'load' || ++loads !== at || !sim.record) return
          const request = {action, by: 'bob', at: '2026-11-21T12:00:00Z'}
          sim.record = {rollout: {...sim.record.rollout, request}, version: sim.record.version + 1}
        },
      }
    }
    wish('pause', 9)
    const rested = await run(sim, 'one')
    assert.equal(`${rested.phase} ${rested.reason}: ${rested.message}`, 'Paused user: paused by bob')
    assert.equal(rested.holder, undefined)
    wish('abort', 3)
    const rollout = await takeOver(sim, (one) => resumed(one, {by: 'bob', now: sim.time}))
    assert.equal(rollout.phase, 'Aborted')
    assertAt(sim, before, 'aborted')
  })
})
