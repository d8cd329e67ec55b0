import assert from 'node:assert/strict'
import {aborted, resumed} from '../../src/driver/domain/actions.ts'
import type {Rollout} from '../../src/driver/domain/rollout.ts'
import {step} from '../../src/driver/domain/step.ts'
import {begun, SimulatedSet} from './simulated-set.ts'

const roles = [{name: 'decode', workers: 3, min: 2}]
const later = 600_000

interface Row {
  readonly from: Partial<Rollout>
  /** What is on the set: nothing of it, its template, or its template with all workers new. */
  readonly set: 'untouched' | 'written' | 'all new'
  readonly to: string
  readonly effects?: readonly string[]
}

/** What a driver finds on the set, as other drivers left it. */
function prepared(set: Row['set']): SimulatedSet {
  const sim = new SimulatedSet(roles)
  if (set === 'untouched') return sim
  sim.set.metadata['annotations'] = {'ome.cli/rollout': 'r1'}
  sim.set.spec['updateStrategy'] = {type: 'OnDelete'}
  sim.set.spec['template'] = {cliques: [{name: 'decode', image: 'v2'}]}
  if (set === 'all new') for (const pod of sim.pods) pod.hash = 'v2'
  return sim
}

const ended = {pcs: {name: 's', uid: 'u'}}
const rows: readonly Row[] = [
  {from: {phase: 'Preparing'}, set: 'untouched', to: 'Preparing', effects: ['patch']},
  {from: {phase: 'Preparing', approval: true}, set: 'untouched', to: 'AwaitingApproval'},
  {from: {phase: 'Preparing'}, set: 'written', to: 'Progressing'},
  {from: {phase: 'Preparing', startsPaused: true}, set: 'written', to: 'Paused user'},
  {from: {phase: 'Preparing', verb: 'hold', patched: []}, set: 'written', to: 'Paused hold'},
  {from: {phase: 'Progressing'}, set: 'untouched', to: 'Paused edited'},
  {from: {phase: 'Progressing'}, set: 'written', to: 'Progressing', effects: ['delete decode/0/0']},
  {from: {phase: 'Progressing', batchSize: 3}, set: 'written', to: 'Progressing', effects: ['delete decode/0/0']},
  {from: {phase: 'Progressing'}, set: 'all new', to: 'Finishing'},
  {from: {phase: 'Progressing', steps: ['1', '100%']}, set: 'all new', to: 'Progressing'},
  {from: {phase: 'Progressing', steps: ['1', '100%'], approval: true}, set: 'all new', to: 'AwaitingApproval'},
  {
    from: {phase: 'Progressing', verb: 'canary', later: {patched: [], toDigest: '', roles: []}},
    set: 'all new',
    to: 'Paused canary',
  },
  {
    from: {phase: 'Progressing', gates: [{metric: 'ttft', limit: 1, minSamples: 1}]},
    set: 'all new',
    to: 'Progressing',
  },
  {from: {phase: 'Finishing'}, set: 'all new', to: 'Finishing', effects: ['patch']},
  {from: {phase: 'Finishing'}, set: 'written', to: 'Progressing'},
  {from: {phase: 'Finishing'}, set: 'untouched', to: 'Done'},
  {from: {phase: 'Aborting', back: true}, set: 'untouched', to: 'Aborted'},
  {from: {phase: 'Aborting', back: true}, set: 'written', to: 'Aborting', effects: ['patch']},
  {from: {phase: 'Progressing', request: {action: 'pause', by: 'bob', at: ''}}, set: 'written', to: 'Paused user'},
  {
    from: {phase: 'Progressing', request: {action: 'abort', by: 'bob', at: ''}},
    set: 'written',
    to: 'Aborting',
    effects: ['patch'],
  },
  {
    from: {phase: 'Aborting', back: true, request: {action: 'pause', by: 'bob', at: ''}},
    set: 'written',
    to: 'Aborting',
    effects: ['patch'],
  },
  {from: {phase: 'Paused', reason: 'user', ...ended}, set: 'written', to: 'Paused user'},
  {from: {phase: 'Done', ...ended}, set: 'all new', to: 'Done'},
]

describe('one step of a rollout', () => {
  for (const {from, set, to, effects = []} of rows) {
    const {phase, ...more} = from
    it(`${phase} ${JSON.stringify(more)}, ${set}: ${to}`, async () => {
      const sim = prepared(set)
      const untouched = new SimulatedSet(roles)
      const rollout = begun(untouched, from)

      const {state, effects: made} = step(rollout, await sim.observe(), sim.time + later)

      assert.equal([state.phase, state.phase === 'Paused' ? state.reason : undefined].filter(Boolean).join(' '), to)
      assert.deepEqual(
        made.map((effect) => (effect.type === 'delete' ? `delete ${effect.worker.key}` : effect.type)),
        effects,
      )
    })
  }

  it('what was paused goes on where it was, and on the way back when that was begun', () => {
    const actor = {by: 'bob', now: 0}
    const rollout = begun(new SimulatedSet(roles))
    const phases = (['user', 'gate', 'timeout', 'hold'] as const).map(
      (reason) => resumed({...rollout, phase: 'Paused', reason}, actor).phase,
    )
    assert.deepEqual(phases, ['Preparing', 'Preparing', 'Preparing', 'Progressing'])
    const turned = aborted({...rollout, phase: 'Paused', reason: 'timeout'}, actor, {})
    assert.equal(resumed({...turned, phase: 'Paused', reason: 'timeout'}, actor).phase, 'Aborting')
    assert.equal(resumed({...rollout, phase: 'Progressing'}, actor).phase, 'Progressing')
  })

  it('a roll of the operator is stopped between two workers of several pods, and after five minutes in any case', async () => {
    const sim = new SimulatedSet([{name: 'decode', workers: 2, min: 1, size: 2}])
    const rollout = begun(sim, {startsPaused: true, patched: [], fromDigest: 'other', toDigest: sim.digest})
    sim.pods.pop()
    const torn = step(rollout, await sim.observe(), sim.time + 1000)
    assert.deepEqual(torn.effects, [])
    assert.equal(torn.state.log.at(-1)?.text, 'waiting until decode/0/1 is whole')
    assert.equal(step(torn.state, await sim.observe(), sim.time + 2000).state, torn.state)
    const late = step(torn.state, await sim.observe(), sim.time + 300_000)
    assert.deepEqual(
      late.effects.map(({type}) => type),
      ['patch'],
    )
    await sim.sleep(1000)
    assert.deepEqual(
      step(torn.state, await sim.observe(), sim.time).effects.map(({type}) => type),
      ['patch'],
    )
  })
})
