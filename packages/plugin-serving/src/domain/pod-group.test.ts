import assert from 'node:assert/strict'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {groupPods, shortMessage} from './pod-group.ts'

const pod = (name: string, more: Partial<ServicePod> = {}): ServicePod => ({
  name,
  component: 'engine',
  phase: 'Pending',
  ready: false,
  restarts: 0,
  gpus: 1,
  terminating: false,
  ...more,
})
const homeless = {
  state: 'unschedulable',
  reason: 'Unschedulable',
  message:
    "0/11 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, 9 Insufficient nvidia.com/gpu.",
} as const

describe('groups of pods', () => {
  it('join what is in the same state for the same reason, trouble first', () => {
    const groups = groupPods([
      pod('a', {ready: true, phase: 'Running'}),
      pod('b', {problem: homeless}),
      pod('c', {ready: true, phase: 'Running', terminating: true}),
      pod('d', {problem: homeless}),
      pod('e', {problem: {state: 'starting', reason: 'ContainerCreating'}}),
      pod('f', {problem: {state: 'failing', reason: 'CrashLoopBackOff', message: 'exit code 1'}}),
    ])

    assert.deepEqual(
      groups.map(({state, message, pods}) => [state, message, pods.map(({name}) => name).join()]),
      [
        ['CrashLoopBackOff', 'exit code 1', 'f'],
        ['Unschedulable', '9 Insufficient nvidia.com/gpu', 'b,d'],
        ['ContainerCreating', undefined, 'e'],
        ['Terminating', undefined, 'c'],
        ['Ready', undefined, 'a'],
      ],
    )
  })

  for (const [message, short] of [
    [homeless.message, '9 Insufficient nvidia.com/gpu'],
    [
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
      "3 node(s) didn't match Pod's node affinity/selector",
    ],
    [
      '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable.',
      '1 Insufficient cpu, 1 node(s) were unschedulable',
    ],
    ['exit code 1\nmore', 'exit code 1'],
  ] as const)
    it(`says of "${message.slice(0, 60)}" what counts`, () => assert.equal(shortMessage(message), short))
})
