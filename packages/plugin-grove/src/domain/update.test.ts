import assert from 'node:assert/strict'
import {madeObjects, setOf, sha256} from '../../test/made-objects.ts'
import {buildTree} from './build-tree.ts'
import {reportedUpdate} from './update.ts'

const startedAt = '2026-11-21T11:00:00Z'

describe('the update that a set reports', () => {
  for (const [version, status, expected] of [
    [
      'alpha.3',
      {
        rollingUpdateProgress: {
          updateStartedAt: startedAt,
          updatedPodCliques: ['a', 'b'],
          updatedPodCliqueScalingGroups: [],
          currentlyUpdating: {replicaIndex: 1},
        },
      },
      {cliques: {updated: 2}, groups: {updated: 0}, replicas: [1]},
    ],
    [
      'alpha.7',
      {
        rollingUpdateProgress: {updateStartedAt: startedAt, updatedPodCliques: []},
        updateProgress: {
          updateStartedAt: startedAt,
          updatedPodCliques: ['a'],
          updatedPodCliqueScalingGroups: ['g'],
          currentlyUpdating: [{replicaIndex: 0}],
        },
      },
      {cliques: {updated: 1}, groups: {updated: 1}, replicas: [0]},
    ],
    [
      'alpha.9',
      {
        updateProgress: {
          updateStartedAt: startedAt,
          updatedPodCliquesCount: 1,
          totalPodCliquesCount: 2,
          updatedPodCliqueScalingGroupsCount: 0,
          totalPodCliqueScalingGroupsCount: 1,
          currentlyUpdating: [],
        },
      },
      {cliques: {updated: 1, total: 2}, groups: {updated: 0, total: 1}, replicas: []},
    ],
  ] as const)
    it(`is read in the shape of ${version}`, () => assert.deepEqual(reportedUpdate(status), {startedAt, ...expected}))

  it('is absent where none was begun', () => assert.equal(reportedUpdate({availableReplicas: 1}), undefined))
})

describe('old and new pods', () => {
  const cliques = [{name: 'prefill', replicas: 2}]

  function updated(hashes: readonly string[], change: (objects: ReturnType<typeof madeObjects>) => void) {
    const objects = madeObjects({name: 'x', cliques, pod: ({order}) => ({hash: hashes[order] ?? ''})})
    change(objects)
    const [set] = buildTree(objects, {sha256}).sets
    return [set?.update.state, set?.update.updated, set?.phase]
  }
  const wants = (hash: string, told: object) => (objects: ReturnType<typeof madeObjects>) => {
    const [set] = objects.sets
    const [clique] = objects.cliques ?? []
    assert.ok(set && clique?.status && clique.metadata.labels)
    set.status = {
      availableReplicas: 1,
      updatedReplicas: 0,
      currentGenerationHash: 'g2',
      updateProgress: {updateStartedAt: startedAt} as never,
    }
    clique.metadata.labels['grove.io/pod-template-hash'] = hash
    Object.assign(clique.status, told)
  }
  const reached = {updateProgress: {podCliqueSetGenerationHash: 'g2'}}

  it('are told by the label of clique and pod', () => {
    assert.deepEqual(updated(['h2', 'h1'], wants('h2', reached)), ['progressing', 1, 'Updating'])
    assert.deepEqual(updated(['h2', 'h2'], wants('h2', reached)), ['complete', 2, 'Running'])
  })

  it('are all old where the update has not reached their clique', () => {
    assert.deepEqual(updated(['h1', 'h1'], wants('h1', {currentPodCliqueSetGenerationHash: 'g1'})), [
      'progressing',
      0,
      'Updating',
    ])
  })

  it('are told as in alpha.6 as well', () => {
    assert.deepEqual(updated(['h2', 'h1'], wants('h2', {rollingUpdateProgress: {podCliqueSetGenerationHash: 'g2'}})), [
      'progressing',
      1,
      'Updating',
    ])
  })

  it('of a clique that waits are compared with one of the same name that was reached', () => {
    const objects = madeObjects({
      name: 'x',
      replicas: 2,
      cliques,
      pod: ({replica}) => ({hash: replica === 0 ? 'h2' : 'h1'}),
    })
    const [first, second] = objects.cliques ?? []
    assert.ok(first?.status && second?.status && first.metadata.labels && second.metadata.labels)
    objects.sets[0] &&
      Object.assign(objects.sets[0], {status: {...setOf({name: 'x', cliques}).status, currentGenerationHash: 'g2'}})
    first.metadata.labels['grove.io/pod-template-hash'] = 'h2'
    second.metadata.labels['grove.io/pod-template-hash'] = 'h1'
    Object.assign(first.status, {currentPodCliqueSetGenerationHash: 'g2'})
    Object.assign(second.status, {currentPodCliqueSetGenerationHash: 'g1'})
    const [set] = buildTree(objects, {sha256}).sets
    assert.deepEqual(
      set?.replicas.map(({roles}) => roles.map((role) => role.updated)),
      [[2], [0]],
    )
  })
})
