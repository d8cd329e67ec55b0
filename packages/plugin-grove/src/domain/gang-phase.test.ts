import assert from 'node:assert/strict'
import fc from 'fast-check'
import {madeObjects, sha256} from '../../test/made-objects.ts'
import {buildTree} from './build-tree.ts'
import type {GroveSet} from './grove-tree.ts'

const states = ['ready', 'gated', 'unschedulable', 'starting', 'failed', 'unready', 'gone'] as const
type State = (typeof states)[number]
const bound: ReadonlySet<State> = new Set(['ready', 'starting', 'failed', 'unready'])

function built(
  pods: readonly State[],
  minAvailable: number,
  change: (objects: ReturnType<typeof madeObjects>) => void = () => {},
): GroveSet {
  const objects = madeObjects({
    name: 'x',
    cliques: [{name: 'decode', replicas: pods.length, minAvailable}],
    pod: ({order}) => ({state: pods[order] ?? 'ready', node: 'node-0'}),
  })
  change(objects)
  const [set] = buildTree(objects, {sha256}).sets
  assert.ok(set)
  return set
}

/** The rules one after the other, as Grove's documents describe the states of a gang. */
function expected(pods: readonly State[], minimum: number): string {
  const there = pods.filter((state) => state !== 'gone')
  const ready = there.filter((state) => state === 'ready').length
  if (there.length === 0 || there.filter((state) => bound.has(state)).length < minimum) return 'Pending'
  if (ready < minimum) return 'Starting'
  if (ready === pods.length) return 'Running'
  return there.some((state) => ['failed', 'unready', 'unschedulable'].includes(state)) ? 'Degraded' : 'Starting'
}

describe('the phase of a gang', () => {
  it('follows from its pods', () => {
    const pods = fc.array(fc.constantFrom(...states), {minLength: 1, maxLength: 5})
    fc.assert(
      fc.property(
        pods.chain((list) => fc.tuple(fc.constant(list), fc.integer({min: 1, max: list.length}))),
        ([list, minimum]) => {
          const set = built(list, minimum)
          assert.equal(set.gangs[0]?.phase, expected(list, minimum))
          assert.equal(set.phase, set.gangs[0]?.phase)
          const ready = list.filter((state) => state === 'ready').length
          const stuck = list.some((state) => ['failed', 'unready', 'unschedulable'].includes(state))
          assert.equal(
            set.health,
            ready < minimum || stuck ? 'Degraded' : ready < list.length ? 'Progressing' : 'Healthy',
          )
        },
      ),
      {numRuns: 200},
    )
  })

  it('is Degraded below the minimum by condition, with the time Grove recreates it', () => {
    const set = built(['ready', 'failed'], 1, ({cliques}) => {
      const [clique] = cliques ?? []
      assert.ok(clique?.status)
      clique.status.conditions = [
        {
          type: 'MinAvailableBreached',
          status: 'True',
          reason: 'InsufficientReadyPods',
          message: 'found: 0',
          lastTransitionTime: '2026-11-21T11:50:00Z',
        },
      ]
    })
    assert.deepEqual([set.phase, set.health], ['Degraded', 'Degraded'])
    const breach = set.why.find(({source}) => source === 'breach')
    assert.deepEqual(
      [breach?.text, breach?.recreatedAt],
      ['x-0-decode is below its minimum of 1: found: 0', '2026-11-21T12:05:00.000Z'],
    )
  })

  it('is the one a scheduler reports, where that is not Pending', () => {
    const set = built(['gated'], 1, ({gangs}) => {
      if (gangs?.[0]?.status) gangs[0].status.phase = 'Running'
    })
    assert.deepEqual([set.gangs[0]?.phase, set.gangs[0]?.phaseSource], ['Running', 'reported'])
  })

  it('is Pending until all pods of the gang are made', () => {
    const set = built(['gated', 'gone'], 1, ({gangs}) => {
      if (gangs?.[0]?.status) gangs[0].status.conditions = []
    })
    assert.equal(set.phase, 'Pending')
    assert.equal(set.why[0]?.text, 'waits until all pods of the gang are made: 1 of 2 pods of x-0-decode are made')
  })

  it('is read from labels of cliques where PodGangs may not be read', () => {
    const set = built(['ready', 'ready'], 1, (objects) => Object.assign(objects, {gangs: undefined}))
    assert.deepEqual(
      set.gangs.map(({name, phase}) => [name, phase]),
      [['x-0', 'Running']],
    )
  })

  it('comes from the numbers of cliques where pods may not be read', () => {
    const set = built(['ready', 'ready'], 1, (objects) => {
      Object.assign(objects, {pods: undefined})
      Object.assign(objects.cliques?.[0]?.status ?? {}, {readyReplicas: 1, scheduledReplicas: 2})
    })
    assert.equal(set.gangs[0]?.phase, 'Starting')
    assert.deepEqual(
      set.replicas[0]?.roles.map(({ready, isReported}) => [ready, isReported]),
      [[1, true]],
    )
  })
})

describe('a set with a scaling group', () => {
  const set = {
    name: 'chat',
    cliques: [
      {name: 'parent', replicas: 2, labels: {'grove.io/role': 'prefill'}},
      {name: 'leader', replicas: 1, gpus: 8},
      {name: 'worker', replicas: 2, gpus: 8},
    ],
    groups: [{name: 'decode', cliques: ['leader', 'worker'], replicas: 3, minAvailable: 1}],
  }

  it('has a base gang, and one more for each replica beyond the minimum', () => {
    const [made] = buildTree(madeObjects({...set, replicas: 2}), {sha256}).sets
    assert.deepEqual(
      made?.gangs.map(({name, replica, base, workers}) => [name, replica, base, workers.map(({id}) => id).join(' ')]),
      [
        ['chat-0', 0, undefined, 'prefill/0/0 prefill/0/1 decode/0/0'],
        ['chat-0-decode-0', 0, 'chat-0', 'decode/0/1'],
        ['chat-0-decode-1', 0, 'chat-0', 'decode/0/2'],
        ['chat-1', 1, undefined, 'prefill/1/0 prefill/1/1 decode/1/0'],
        ['chat-1-decode-0', 1, 'chat-1', 'decode/1/1'],
        ['chat-1-decode-1', 1, 'chat-1', 'decode/1/2'],
      ],
    )
    assert.deepEqual(
      made?.replicas[1]?.roles.map(({target, desired, ready, gpus}) => [
        target.kind,
        target.name,
        desired,
        ready,
        gpus,
      ]),
      [
        ['PodClique', 'chat-1-parent', 2, 2, 0],
        ['PodCliqueScalingGroup', 'chat-1-decode', 3, 3, 72],
      ],
    )
  })

  it('has workers of several pods, ready only when all are', () => {
    const [made] = buildTree(
      madeObjects({
        ...set,
        pod: ({clique, groupReplica}) => (clique === 'worker' && groupReplica === 1 ? {state: 'waiting'} : {}),
      }),
      {sha256},
    ).sets
    const decode = made?.replicas[0]?.roles[1]
    assert.deepEqual(
      decode?.workers.map(({isReady, state}) => [isReady, state]),
      [
        [true, 'ready'],
        [false, 'waiting'],
        [true, 'ready'],
      ],
    )
    assert.deepEqual(
      made?.why.map(({source, pods, text}) => [source, pods, text]),
      [['startup', ['decode-1-worker-0', 'decode-1-worker-1'], 'starts after chat-0-parent: 2 of 2 pods are ready']],
    )
  })

  it('says that a gang waits for its base, before anything else', () => {
    const [made] = buildTree(
      madeObjects({
        ...set,
        pod: ({clique, groupReplica}) =>
          groupReplica === 1 ? {state: 'gated'} : clique === 'parent' ? {state: 'unschedulable'} : {},
      }),
      {sha256},
    ).sets
    assert.deepEqual(
      made?.why.map(({source, text}) => [source, text]),
      [
        ['pod', 'Unschedulable: 0/4 nodes are available'],
        ['base-gang', 'waits for gang chat-0: 0 of 2 pods of chat-0-parent are scheduled'],
      ],
    )
  })
})
