import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {type Cluster, startCluster} from '../cluster.ts'
import {nodes, pods} from '../controllers/resources.ts'
import {loadScenario} from '../scenario.ts'
import {FaultError} from './fault.ts'

const gpuPod: ApiObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'trainer', namespace: 'default', labels: {app: 'trainer'}},
  spec: {
    nodeName: 'gpu-1',
    containers: [{name: 'main', image: 'trainer:1', resources: {limits: {'nvidia.com/gpu': '2'}}}],
  },
}
const gpuNode: ApiObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'gpu-1'},
  status: {capacity: {cpu: '32', memory: '256Gi', pods: '110', 'nvidia.com/gpu': '8'}},
}

const cpuNode: ApiObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'cpu-1'},
  status: {capacity: {cpu: '32', memory: '256Gi', pods: '110'}},
}

/** @feature Sandbox: node, GPU, memory, image and spot faults with duration and seed | works */
describe('faults', () => {
  let cluster: Cluster
  beforeEach(async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'trainer', namespace: 'default'},
      spec: {selector: {app: 'trainer'}, ports: [{port: 80}]},
    }
    cluster = await startCluster({
      clock: 'manual',
      scenario: loadScenario('empty'),
      objects: [gpuNode, cpuNode, gpuPod, service],
    })
    await cluster.clock.advance(120_000)
  })
  afterEach(() => cluster.stop())

  const node = () => cluster.api.get(nodes, 'gpu-1')
  const status = () => cluster.api.get(pods, 'trainer', 'default')?.['status'].containerStatuses[0]
  const ready = () => node()?.['status'].conditions.find(({type}: {type: string}) => type === 'Ready').status

  it('node-down: the node falls silent until the time is up', async () => {
    const fault = cluster.faults.inject({kind: 'node-down', target: 'node/gpu-1', durationMs: 60_000})
    await cluster.clock.advance(1000)
    const during = ready()
    const active = cluster.faults.active().map(({id}) => id)
    await cluster.clock.advance(60_000)

    assert.deepEqual([during, active, ready()], ['Unknown', [fault.id], 'True'])
    assert.deepEqual(cluster.faults.active(), [])
  })

  it('gpu-xid: one GPU less, and a process on it dies; healing gives the GPU back', async () => {
    const {id, effect} = cluster.faults.inject({kind: 'gpu-xid', target: 'node/gpu-1', amount: 48})
    await cluster.clock.advance(5000)
    const during = node()?.['status'].allocatable['nvidia.com/gpu']
    assert.match(effect, /reports Xid 48, pod default\/trainer died of it/)
    assert.equal(status().restartCount, 1)
    assert.equal(status().lastState.terminated.exitCode, 1)
    assert.equal(cluster.faults.heal(id), true)
    await cluster.clock.advance(1000)

    assert.deepEqual([during, node()?.['status'].allocatable['nvidia.com/gpu']], ['7', '8'])
    assert.equal(cluster.faults.heal(id), false)
  })

  it('oom: the container is killed and started again', async () => {
    const fault = cluster.faults.inject({kind: 'oom', target: 'pod/default/trainer'})
    await cluster.clock.advance(10_000)

    const {reason, exitCode} = status().lastState.terminated
    assert.deepEqual([reason, exitCode, fault.lasts], ['OOMKilled', 137, false])
    assert.deepEqual(cluster.faults.active(), [])
  })

  it('hang: the pod is no longer ready, and its ports answer nothing until it is healed', async () => {
    const condition = () =>
      cluster.api
        .get(pods, 'trainer', 'default')
        ?.['status'].conditions.find(({type}: {type: string}) => type === 'Ready').status
    const {id, effect} = cluster.faults.inject({kind: 'hang', target: 'pod/default/trainer'})
    await cluster.clock.advance(30_000)
    const during = condition()
    cluster.faults.heal(id)
    await cluster.clock.advance(30_000)

    assert.deepEqual([effect, during, condition()], ['pod/default/trainer no longer answers', 'False', 'True'])
  })

  it('spot-loss: a notice, a taint, then the node is gone and its pods with it', async () => {
    cluster.faults.inject({kind: 'spot-loss', target: 'node/gpu-1'})
    await cluster.clock.advance(1000)
    const taints = node()?.['spec'].taints.map(({key}: {key: string}) => key)
    await cluster.clock.advance(60_000)

    assert.deepEqual(taints, ['node.cloudprovider.kubernetes.io/shutdown'])
    assert.deepEqual([node(), cluster.api.get(pods, 'trainer', 'default')], [undefined, undefined])
  })

  it('slow-image: what is pulled meanwhile takes longer', async () => {
    const pull = async (name: string, image: string): Promise<number> => {
      cluster.api.create(pods, {
        ...gpuPod,
        metadata: {name, namespace: 'default'},
        spec: {nodeName: 'gpu-1', containers: [{name: 'main', image}]},
      })
      const began = cluster.clock.now()
      while (!cluster.api.get(pods, name, 'default')?.['status']?.containerStatuses?.[0]?.state.running)
        await cluster.clock.advance(500)
      return cluster.clock.now() - began
    }
    const usual = await pull('one', 'example.com/one:1')
    cluster.faults.inject({kind: 'slow-image', target: 'node/gpu-1', amount: 20})
    await cluster.clock.advance(1000)
    const slow = await pull('two', 'example.com/two:1')

    assert.ok(slow > usual * 5, `${slow} ms after ${usual} ms`)
  })

  it('500 on a service: its pods answer the same share of requests with the same seed', () => {
    cluster.faults.inject({kind: '500', target: 'service/default/trainer', rate: 0.5, seed: 7})
    const annotation = cluster.api.get(pods, 'trainer', 'default')?.metadata.annotations?.['sandbox.ome.cli/http-fault']
    assert.equal(annotation, 'code=500 delay=0 rate=0.5 seed=7')
  })

  const refused: readonly [string, Parameters<Cluster['faults']['inject']>[0], RegExp, boolean][] = [
    ['an unknown fault', {kind: 'flood'}, /no fault "flood"; there are 429, /, false],
    ['a node that does not exist', {kind: 'node-down', target: 'node/x'}, /no node "x"/, true],
    ['a GPU fault on a node without one', {kind: 'gpu-xid', target: 'node/cpu-1'}, /^node "cpu-1" has no GPU$/, false],
    ['a missing node', {kind: 'node-down'}, /needs a node/, false],
    ['a pod where a node is needed', {kind: 'node-down', target: 'pod/default/trainer'}, /needs a node/, false],
    ['a target where there is none', {kind: 'expired-cert', target: 'node/gpu-1'}, /takes no target/, false],
    ['a share of nothing', {kind: '429', rate: 0}, /rate is a share/, false],
    [
      'an amount where there is none',
      {kind: 'oom', target: 'pod/default/trainer', amount: 2},
      /takes no amount/,
      false,
    ],
  ]
  for (const [what, order, message, isMissing] of refused) {
    it(`${what} is refused, and nothing happens`, () => {
      assert.throws(
        () => cluster.faults.inject(order),
        (error) => error instanceof FaultError && message.test(error.message) && error.isMissing === isMissing,
      )
      assert.deepEqual(cluster.faults.active(), [])
    })
  }
})
