import assert from 'node:assert/strict'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {TreeNode} from '@ome/sdk/view'
import {serviceStatus} from './service-status.ts'

const many = (count: number, prefix: string, more: Partial<ServicePod>): readonly ServicePod[] =>
  Array.from({length: count}, (_, index) => ({
    name: `${prefix}-${index}`,
    component: 'engine',
    phase: 'Pending',
    ready: false,
    restarts: 0,
    gpus: 1,
    terminating: false,
    ...more,
  }))

const message =
  "0/11 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, 9 Insufficient nvidia.com/gpu."
const pods = [
  ...many(32, 'ready', {ready: true, phase: 'Running'}),
  ...many(36, 'homeless', {problem: {state: 'unschedulable', reason: 'Unschedulable', message}}),
  ...many(12, 'starting', {problem: {state: 'starting', reason: 'ContainerCreating'}}),
]
const service = (more: Partial<Service> = {}): Service => ({
  name: 'big',
  namespace: 'default',
  replicas: 80,
  readyReplicas: 32,
  status: 'Degraded',
  gpus: 80,
  memoryBytes: 0,
  components: [{name: 'engine', replicas: 80, readyReplicas: 32, gpus: 1, memoryBytes: 0, stuck: false}],
  conditions: [],
  pods,
  labels: {},
  ...more,
})
const page = {width: 100, now: new Date(0), wide: false, allNamespaces: false}

const leaves = (wide: boolean): readonly TreeNode[] => {
  const blocks =
    serviceStatus.blocks?.(
      {service: service(), hints: [], modelGone: false, warnings: [], routes: []},
      {...page, wide},
    ) ?? []
  return blocks.flatMap((block) => (block.type === 'tree' ? block.roots.flatMap(({children}) => children ?? []) : []))
}

describe('the status of a service with many pods', () => {
  it('counts them by state and reason, and names some of those in trouble', () => {
    assert.deepEqual(
      leaves(false).map(({text, state}) => [text, state]),
      [
        ['36 × Unschedulable: 9 Insufficient nvidia.com/gpu', '(homeless-0, homeless-1, homeless-2 and 33 more)'],
        ['12 × ContainerCreating', undefined],
        ['32 × Ready', undefined],
      ],
    )
  })

  it('lists all of them when it may be wide', () => assert.equal(leaves(true).length, 80))

  it('is one bounded line when it is followed in a pipe', () => {
    assert.equal(
      serviceStatus.line?.({service: service(), hints: [], modelGone: false, warnings: [], routes: []}),
      'service/big Degraded 32/80: 36 × Unschedulable: 9 Insufficient nvidia.com/gpu, 12 × ContainerCreating',
    )
    const reason = 'x'.repeat(1000)
    const long =
      serviceStatus.line?.({
        service: service({pods: [], reason}),
        hints: [],
        modelGone: false,
        warnings: [],
        routes: [],
      }) ?? ''
    assert.deepEqual([long.length, long.at(-1)], [160, '…'])
  })
})
