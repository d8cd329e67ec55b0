import assert from 'node:assert/strict'
import type {Node} from '@ome/inference-model/node'
import {type Machines, placementOn, roomFor} from './placement.ts'

const GiB = 2 ** 30
const node = (name: string, product: string, gpus = 8, changes: Partial<Node> = {}): Node => ({
  name,
  labels: {},
  product,
  gpus,
  memoryBytes: 0,
  ready: true,
  schedulable: true,
  spot: false,
  taints: [],
  ...changes,
})
const machines = (nodes: readonly Node[], used: Readonly<Record<string, number>> = {}): Machines => ({
  nodes,
  used: new Map(Object.entries(used)),
})
const h100 = 'NVIDIA-H100-80GB-HBM3'
const l40s = 'NVIDIA-L40S'

describe('placementOn', () => {
  const both = [node('a', h100), node('b', l40s, 4)]

  it('prefers GPUs that are free, then fewer, then smaller ones', () => {
    const small = placementOn(machines(both), {weightBytes: 16 * GiB})
    assert.deepEqual([small?.product, small?.fit.gpus, small?.free], [l40s, 1, true])
    const busy = placementOn(machines(both, {b: 4}), {weightBytes: 16 * GiB})
    assert.deepEqual([busy?.product, busy?.free], [h100, true])
    const large = placementOn(machines(both), {weightBytes: 120 * GiB})
    assert.deepEqual([large?.product, large?.fit.gpus], [h100, 2])
  })

  it('says when a model fits but nothing is free', () => {
    assert.equal(placementOn(machines(both, {a: 7, b: 4}), {weightBytes: 120 * GiB})?.free, false)
  })

  it('needs as many nodes as it has stages', () => {
    assert.equal(placementOn(machines(both), {weightBytes: 1000 * GiB}), undefined)
    const two = placementOn(machines([node('a', h100), node('b', h100)]), {weightBytes: 1000 * GiB})
    assert.deepEqual([two?.fit.nodes, two?.fit.gpus], [2, 16])
  })

  it('does not guess the memory of a product it does not know', () => {
    assert.equal(placementOn(machines([node('a', 'Mystery-9000')]), {weightBytes: GiB}), undefined)
    const labelled = node('a', 'Mystery-9000', 8, {gpuMemoryBytes: 80 * GiB})
    assert.equal(placementOn(machines([labelled]), {weightBytes: GiB})?.fit.gpus, 1)
  })
})

describe('roomFor', () => {
  const question = {gpusPerPod: 4, pods: 1, gpus: 4, weightBytes: 131 * GiB}
  for (const [title, around, expected] of [
    ['free', machines([node('a', h100)], {a: 4}), ['free', undefined]],
    ['busy', machines([node('a', h100)], {a: 5}), ['busy', '1 x 4 GPUs are not free on one node each now']],
    ['no node is large enough', machines([node('a', h100, 2)]), ['no', 'no node has 4 GPUs']],
    ['GPUs too small', machines([node('b', 'NVIDIA-L4', 8)]), ['no', '131 GiB of weights do not fit in 4 x 24 GiB']],
    [
      'cordoned',
      machines([node('a', h100, 8, {schedulable: false})]),
      ['busy', '1 x 4 GPUs are not free on one node each now'],
    ],
    ['nodes unread', undefined, ['unknown', undefined]],
  ] as const)
    it(title, () => {
      const {room, reason} = roomFor(around, question)
      assert.deepEqual([room, reason], expected)
    })

  it('a runtime without GPUs always finds room', () => {
    assert.equal(roomFor(machines([]), {gpusPerPod: 0, pods: 1, gpus: 0}).room, 'free')
  })

  it('counts places on several nodes for several pods', () => {
    const two = machines([node('a', h100), node('b', h100)], {b: 8})
    assert.equal(roomFor(two, {gpusPerPod: 8, pods: 2, gpus: 16}).room, 'busy')
    assert.equal(roomFor(machines(two.nodes), {gpusPerPod: 8, pods: 2, gpus: 16}).room, 'free')
  })
})
