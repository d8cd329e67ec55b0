import assert from 'node:assert/strict'
import {promoted, resumed} from '../../src/driver/domain/actions.ts'
import type {Gate, Rollout} from '../../src/driver/domain/rollout.ts'
import {drive} from '../../src/driver/usecases/drive.ts'
import {begun, SimulatedSet} from './simulated-set.ts'

const roles = [
  {name: 'prefill', workers: 4, min: 2},
  {name: 'decode', workers: 8, min: 4},
]
const gate: Gate = {metric: 'ttft', quantile: 0.99, limit: 0.5, minSamples: 20}
const stepped = {verb: 'start', order: 'parallel', steps: ['1', '25%', '50%', '100%'], gates: [gate]} as const

async function started(more: Partial<Rollout>): Promise<SimulatedSet> {
  const sim = new SimulatedSet(roles)
  await sim.save(begun(sim, {...stepped, ...more}), undefined)
  return sim
}

const run = (sim: SimulatedSet): Promise<Rollout> =>
  drive({store: sim, set: sim, clock: sim, driver: {by: 'ann', session: 'one'}, pollMs: 1000})

/** Somebody acts on what stopped, and drives on. */
async function then(sim: SimulatedSet, act: (rollout: Rollout) => Rollout): Promise<Rollout> {
  const {record} = sim
  assert.ok(record)
  const holder = {by: 'ann', session: 'one', renewedAt: new Date(sim.time).toISOString()}
  await sim.save({...act(record.rollout), holder}, String(record.version))
  return await run(sim)
}

describe('a rollout with gates', () => {
  it('goes on while new workers keep them, and measures after every step', async () => {
    const sim = await started({})
    sim.values = {ttft: {value: 0.25, count: 100}}
    const rollout = await run(sim)
    assert.equal(rollout.phase, 'Done')
    assert.deepEqual(
      rollout.samples.map(({step, verdict}) => `${step} ${verdict}`),
      ['0 pass', '1 pass', '2 pass', '3 pass'],
    )
    assert.deepEqual(rollout.baseline, {ttft: 0.25})
  })

  it('that fail is aborted, and everything is as before', async () => {
    const sim = await started({})
    sim.values = {ttft: {value: 0.9, count: 100}}
    const rollout = await run(sim)
    assert.equal(`${rollout.phase} ${rollout.reason}`, 'Aborted gate')
    assert.equal(rollout.message, 'TTFT p99 is 900ms, the gate is 500ms')
    assert.equal(sim.digest, 'prefill=v1,decode=v1')
    assert.deepEqual(
      [sim.hashesOf('prefill'), sim.hashesOf('decode'), sim.strategy],
      [['v1'], ['v1'], 'RollingRecreate'],
    )
    assert.equal(sim.deleted.filter((line) => line.endsWith('v1')).length, 2)
  })

  it('that fail pauses where that is wanted, and is measured anew when it is resumed', async () => {
    const sim = await started({onFail: 'pause'})
    sim.values = {ttft: {value: 0.9, count: 100}}
    assert.equal((await run(sim)).reason, 'gate')
    sim.values = {ttft: {value: 0.3, count: 100}}
    assert.equal((await then(sim, (one) => resumed(one, {by: 'bob', now: sim.time}))).phase, 'Done')
  })

  it('waits for samples, and pauses after five windows without enough', async () => {
    const sim = await started({})
    sim.values = {ttft: {value: 0.1, count: 3}}
    const rollout = await run(sim)
    assert.equal(`${rollout.phase} ${rollout.reason}`, 'Paused samples')
    assert.equal(rollout.message, 'too few samples of ttft in 5 windows')
    const skipped = await then(sim, (one) => promoted(one, {by: 'bob', now: sim.time}, {skipGates: true}))
    assert.equal(skipped.phase, 'Done')
  })

  it('compares with the old workers', async () => {
    const {limit: _limit, ...relative} = gate
    const sim = await started({gates: [{...relative, maxRegression: 0.1}], baseline: {ttft: 0.2}})
    sim.values = {ttft: {value: 0.23, count: 100}}
    assert.equal((await run(sim)).message, 'TTFT p99 is 230ms, the gate is 220ms')
  })

  it('a metric that nobody tells must be told before the end', async () => {
    const sim = await started({steps: ['1', '100%']})
    sim.values = {tpot: {value: 0.01, count: 100}}
    const rollout = await run(sim)
    assert.equal(`${rollout.reason} in step ${rollout.step + 1}`, 'samples in step 2')
  })
})

describe('a rollout that waits for approval', () => {
  it('touches nothing before the first yes, and asks before every step', async () => {
    const sim = await started({gates: [], approval: true})
    let rollout = await run(sim)
    assert.deepEqual(sim.set.metadata, {})
    const by: string[] = []
    while (rollout.phase === 'AwaitingApproval') {
      by.push(`${rollout.step}`)
      rollout = await then(sim, (one) => resumed(one, {by: 'bob', now: sim.time}))
    }
    assert.deepEqual(by, ['0', '1', '2', '3'])
    assert.equal(rollout.phase, 'Done')
    assert.ok(rollout.approvals.every((one) => one.by === 'bob'))
  })
})

describe('a rollout that cannot go on', () => {
  it('pauses with the reason when a worker does not get ready in time', async () => {
    const sim = await started({gates: [], unitTimeoutSeconds: 60})
    sim.faults = {startMs: () => 600_000}
    const rollout = await run(sim)
    assert.equal(`${rollout.phase} ${rollout.reason}`, 'Paused timeout')
    assert.match(rollout.message ?? '', /^prefill\/0\/0 is not ready after 60 s/)
  })

  it('stops when somebody else changes the template', async () => {
    const sim = await started({gates: []})
    let looks = 0
    sim.faults = {
      before(call) {
        if (call !== 'observe' || ++looks !== 8) return
        sim.set.spec['template'] = {cliques: roles.map(({name}) => ({name, image: 'v3'}))}
        sim.version += 1
      },
    }
    const rollout = await run(sim)
    assert.equal(`${rollout.phase} ${rollout.reason}`, 'Paused edited')
    sim.faults = {}
    const refused = await then(sim, (one) => ({...one, phase: 'Aborting', back: true}))
    assert.equal(`${refused.phase} ${refused.message}`, 'Paused clique prefill: image was changed by somebody else')
    const forced = await then(sim, (one) => ({...one, phase: 'Aborting', back: true, force: true}))
    assert.equal(forced.phase, 'Aborted')
    assert.deepEqual(sim.hashesOf('decode'), ['v1'])
  })

  it('stops when a worker leaves its domain', async () => {
    const workers = {'prefill/0/0': 'rack-0', 'prefill/0/1': 'rack-1'}
    const sim = await started({gates: [], placement: {level: 'rack', preserve: true, score: 1, workers}})
    sim.domains.set('prefill/0/0', 'rack-7')
    const rollout = await run(sim)
    assert.equal(rollout.message, 'prefill/0/0 was in rack-0 and is in rack-7')
    assert.equal((await then(sim, (one) => resumed(one, {by: 'bob', now: sim.time}))).phase, 'Done')
  })

  it('ends when its set is gone', async () => {
    const sim = await started({gates: []})
    const observe = sim.observe.bind(sim)
    sim.observe = async () => ({...(await observe()), set: undefined})
    assert.equal((await run(sim)).message, 'the set is gone')
  })
})
