import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {explain} from './explain.ts'
import {misfit, type NodeRoom} from './fit.ts'

const node = (spec: Record<string, unknown> = {}, labels: Record<string, string> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'n1', labels},
  spec,
})

const room = (of: ApiObject, used: Record<string, number> = {}): NodeRoom => ({
  node: of,
  total: {cpu: 8, memory: 2 ** 35, pods: 110, 'nvidia.com/gpu': 4},
  used,
})

const pod = (spec: Record<string, unknown>): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'p', namespace: 'default'},
  spec: {
    containers: [{name: 'c', image: 'i', resources: {requests: {cpu: '500m'}, limits: {'nvidia.com/gpu': '2'}}}],
    ...spec,
  },
})

const affinity = (key: string, operator: string, values?: string[]): Record<string, unknown> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{matchExpressions: [{key, operator, values}]}],
      },
    },
  },
})

const cases: readonly [string, ApiObject, NodeRoom, readonly string[] | undefined][] = [
  ['a pod fits on a free node', pod({}), room(node()), undefined],
  ['a cordoned node takes nothing', pod({}), room(node({unschedulable: true})), ['node(s) were unschedulable']],
  [
    'a taint keeps pods off',
    pod({}),
    room(node({taints: [{key: 'gpu', value: 'yes', effect: 'NoSchedule'}]})),
    ['node(s) had untolerated taint {gpu: yes}'],
  ],
  [
    'a toleration lets it in',
    pod({tolerations: [{key: 'gpu', operator: 'Exists'}]}),
    room(node({taints: [{key: 'gpu', value: 'yes', effect: 'NoSchedule'}]})),
    undefined,
  ],
  [
    'a toleration of another value does not',
    pod({tolerations: [{key: 'gpu', value: 'no'}]}),
    room(node({taints: [{key: 'gpu', value: 'yes', effect: 'NoSchedule'}]})),
    ['node(s) had untolerated taint {gpu: yes}'],
  ],
  ['a preference is no obstacle', pod({}), room(node({taints: [{key: 'gpu', effect: 'PreferNoSchedule'}]})), undefined],
  [
    'a selector must match',
    pod({nodeSelector: {zone: 'a'}}),
    room(node({}, {zone: 'b'})),
    ["node(s) didn't match Pod's node affinity/selector"],
  ],
  ['In matches one of its values', pod(affinity('zone', 'In', ['a', 'b'])), room(node({}, {zone: 'b'})), undefined],
  [
    'NotIn refuses its values',
    pod(affinity('zone', 'NotIn', ['b'])),
    room(node({}, {zone: 'b'})),
    ["node(s) didn't match Pod's node affinity/selector"],
  ],
  ['Gt compares numbers', pod(affinity('size', 'Gt', ['9'])), room(node({}, {size: '10'})), undefined],
  [
    'an empty term matches nothing',
    pod({affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}]}}}}),
    room(node()),
    ["node(s) didn't match Pod's node affinity/selector"],
  ],
  [
    'every short resource is named',
    pod({}),
    room(node(), {cpu: 8, 'nvidia.com/gpu': 3}),
    ['Insufficient nvidia.com/gpu', 'Insufficient cpu'],
  ],
  ['the number of pods is limited', pod({}), room(node(), {pods: 110}), ['Too many pods']],
]

/** @feature Nodes: filters of the scheduler: resources, devices, selectors, taints, ports | works */
describe('fitting a pod on a node', () => {
  for (const [what, wanted, where, reasons] of cases) {
    it(what, () => {
      const refusal = misfit(wanted, where)

      assert.deepEqual(refusal && [...refusal.reasons].sort(), reasons && [...reasons].sort())
    })
  }

  it('the sentence counts reasons and says whether preemption could help', () => {
    const full = misfit(pod({}), room(node(), {'nvidia.com/gpu': 4}))
    const tainted = misfit(pod({}), room(node({taints: [{key: 'gpu', value: '', effect: 'NoSchedule'}]})))
    assert.ok(full && tainted)

    assert.equal(
      explain([full, full, tainted]),
      '0/3 nodes are available: 1 node(s) had untolerated taint {gpu: }, 2 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
    )
  })

  it('a cluster without nodes has its own sentence', () => {
    assert.equal(explain([]), 'no nodes available to schedule pods')
  })
})
