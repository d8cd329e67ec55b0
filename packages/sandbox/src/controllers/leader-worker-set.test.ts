import assert from 'node:assert/strict'
import {crd} from '@ome/kinds/crd'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {leaderWorkerSetController} from './leader-worker-set.ts'
import {leaderWorkerSets} from './lws-names.ts'
import {leaderWorkerPods} from './lws-pods.ts'
import {events, nodes, pods, services} from './resources.ts'

const template = (image: string) => ({
  metadata: {labels: {app: 'engine'}},
  spec: {containers: [{name: 'main', image}]},
})

const lws = (spec: Record<string, unknown> = {}, more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'leaderworkerset.x-k8s.io/v1',
  kind: 'LeaderWorkerSet',
  metadata: {name: 'llama', namespace: 'default'},
  spec: {
    replicas: 2,
    leaderWorkerTemplate: {size: 3, workerTemplate: template('example/engine:1'), ...more},
    ...spec,
  },
})

/** @feature Controllers: LeaderWorkerSets | works */
describe('leader worker sets', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    const definition = crd('leaderworkersets.leaderworkerset.x-k8s.io')
    assert.ok(definition)
    cluster = await standingCluster({
      workloads: allWorkloads,
      crds: [definition],
      controllers: [leaderWorkerSetController],
      admissions: [leaderWorkerPods],
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    for (const name of ['a', 'b']) cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name}})
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const names = (): string[] => cluster.api.list(pods).map((pod) => pod.metadata.name)
  const status = () => cluster.api.get(leaderWorkerSets, 'llama', 'default')?.status
  const pod = (name: string) => cluster.api.get(pods, name, 'default')
  const isTrue = (type: string): boolean =>
    status().conditions.some((one: Record<string, string>) => one['type'] === type && one['status'] === 'True')

  it('makes a leader and its workers for each group, who know each other', async () => {
    cluster.api.create(leaderWorkerSets, lws())
    await cluster.advance(60_000)

    assert.deepEqual(names(), ['llama-0', 'llama-0-1', 'llama-0-2', 'llama-1', 'llama-1-1', 'llama-1-2'])
    const environment = pod('llama-1-2')?.spec.containers[0].env.map(
      (one: {name: string; value: string}) => `${one.name}=${one.value}`,
    )
    assert.deepEqual(environment, [
      'LWS_LEADER_ADDRESS=llama-1.llama.default',
      'LWS_GROUP_SIZE=3',
      'LWS_WORKER_INDEX=2',
    ])
    const labels = pod('llama-1-2')?.metadata.labels ?? {}
    assert.equal(labels['leaderworkerset.sigs.k8s.io/group-index'], '1')
    assert.equal(
      labels['leaderworkerset.sigs.k8s.io/group-key'],
      pod('llama-1')?.metadata.labels?.['leaderworkerset.sigs.k8s.io/group-key'],
    )
    assert.equal(cluster.api.get(services, 'llama', 'default')?.spec.clusterIP, 'None')
    assert.deepEqual([status().replicas, status().readyReplicas, status().updatedReplicas], [2, 2, 2])
    assert.ok(isTrue('Available') && !isTrue('Progressing'))
  })

  it('scales by groups', async () => {
    cluster.api.create(leaderWorkerSets, lws({replicas: 1}))
    await cluster.advance(60_000)

    cluster.api.patch(leaderWorkerSets, 'llama', 'default', {spec: {replicas: 2}}, 'scale')
    await cluster.advance(60_000)
    assert.equal(names().length, 6)
    cluster.api.patch(leaderWorkerSets, 'llama', 'default', {spec: {replicas: 1}}, 'scale')
    await cluster.advance(120_000)

    assert.deepEqual(names(), ['llama-0', 'llama-0-1', 'llama-0-2'])
  })

  it('workers wait for a ready leader when the set says so', async () => {
    cluster.api.create(leaderWorkerSets, lws({startupPolicy: 'LeaderReady', replicas: 1}))
    await cluster.queue.idle()
    assert.deepEqual(names(), ['llama-0'])

    await cluster.advance(60_000)

    assert.equal(names().length, 3)
  })

  it('the loss of a worker starts its whole group anew, and no other', async () => {
    cluster.api.create(leaderWorkerSets, lws())
    await cluster.advance(60_000)
    const uids = (): (string | undefined)[] => names().map((name) => pod(name)?.metadata.uid)
    const before = uids()

    cluster.api.delete(pods, 'llama-0-2', 'default')
    await cluster.advance(180_000)

    const after = uids()
    assert.equal(after.length, 6)
    assert.deepEqual(
      after.map((uid, index) => uid === before[index]),
      [false, false, false, true, true, true],
    )
    assert.equal(status().readyReplicas, 2)
    assert.ok(
      cluster.api
        .list(events)
        .some(
          (event) => event['message'] === 'Worker pod llama-0-2 failed, deleted leader pod llama-0 to recreate group 0',
        ),
    )
  })

  it('a new template reaches one group after the other, the last first', async () => {
    cluster.api.create(leaderWorkerSets, lws())
    await cluster.advance(60_000)
    let least = 2
    cluster.api.watch(leaderWorkerSets, ({object}) => {
      least = Math.min(least, object.status?.readyReplicas ?? 2)
    })
    const order: string[] = []
    cluster.api.watch(pods, ({type, object}) => {
      if (type === 'ADDED' && object.spec.containers[0].image === 'example/engine:2') order.push(object.metadata.name)
    })

    cluster.api.update(leaderWorkerSets, lws({}, {workerTemplate: template('example/engine:2')}))
    await cluster.advance(300_000)

    assert.deepEqual(
      order.filter((name) => /^llama-\d$/.test(name)),
      ['llama-1', 'llama-0'],
    )
    assert.equal(order.length, 6)
    assert.equal(least, 1)
    assert.deepEqual([status().readyReplicas, status().updatedReplicas], [2, 2])
    assert.ok(!isTrue('UpdateInProgress'))
  })

  it('takes everything along when it is deleted', async () => {
    cluster.api.create(leaderWorkerSets, lws())
    await cluster.advance(60_000)

    cluster.api.delete(leaderWorkerSets, 'llama', 'default', {propagation: 'Background'})
    await cluster.advance(120_000)

    assert.deepEqual(names(), [])
    assert.equal(cluster.api.get(services, 'llama', 'default'), undefined)
  })
})
