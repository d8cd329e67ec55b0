import assert from 'node:assert/strict'
import type {Node} from '../node.ts'
import {fitReplicas, shortage} from './placement.ts'

const node = (name: string, schedulable = true): Node => ({
  name,
  labels: {},
  gpus: 8,
  memoryBytes: 0,
  ready: true,
  schedulable,
  spot: false,
  taints: [],
})

describe('placement of replicas', () => {
  it('never splits a pod over nodes', () => {
    const fit = fitReplicas(
      [
        {node: node('a'), freeGpus: 6},
        {node: node('b'), freeGpus: 3},
      ],
      4,
    )

    assert.equal(fit.replicas, 1)
    assert.equal(fit.largestBlock, 6)
  })

  it('leaves cordoned nodes out', () => {
    assert.equal(fitReplicas([{node: node('a', false), freeGpus: 8}], 4).replicas, 0)
  })

  it('says how much is missing', () => {
    const fit = fitReplicas([{node: node('a'), freeGpus: 4}], 4)

    assert.equal(shortage(fit, 1, 4), undefined)
    assert.equal(
      shortage(fit, 2, 4)?.text,
      'only 1 of 2 replicas fit now: 2 × 4 GPUs wanted, 4 free on 1 matching node, at most 4 on one',
    )
    assert.match(shortage(fitReplicas([], 4), 1, 4)?.text ?? '', /no schedulable node matches/)
  })

  it('says which nodes take no new pods', () => {
    const cordoned = fitReplicas([{node: node('a', false), freeGpus: 8}], 4)
    assert.deepEqual(shortage(cordoned, 1, 4), {
      text: 'no node can run it: 1 × 4 GPUs wanted, 1 of 1 matching node takes no new pods: cordoned or not ready',
      hint: 'see which nodes take pods: ome get nodes',
    })
    const one = fitReplicas(
      [
        {node: node('a', false), freeGpus: 8},
        {node: node('b'), freeGpus: 4},
      ],
      4,
    )
    assert.match(shortage(one, 2, 4)?.text ?? '', /; 1 of 2 matching nodes take no new pods: cordoned or not ready$/)
  })

  it('a pod without GPUs fits anywhere', () => {
    assert.equal(shortage(fitReplicas([], 0), 5, 0), undefined)
  })
})
