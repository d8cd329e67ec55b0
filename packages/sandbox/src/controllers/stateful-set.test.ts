import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {
  controllerRevisions,
  daemonSets,
  events,
  nodes,
  persistentVolumeClaims,
  pods,
  statefulSets,
  storageClasses,
} from './resources.ts'

const template = (image: string) => ({
  metadata: {labels: {app: 'db'}},
  spec: {containers: [{name: 'main', image}]},
})
const make = (kind: 'StatefulSet' | 'DaemonSet', spec: Record<string, unknown>): ApiObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: {name: 'db', namespace: 'default'},
  spec: {selector: {matchLabels: {app: 'db'}}, template: template('example/db:1'), ...spec},
})

/** @feature Controllers: StatefulSets and DaemonSets: revisions, partitions, claims, rolling updates | works */
describe('sets with revisions', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    for (const name of ['a', 'b', 'c']) cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name}})
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const images = (): Record<string, string> =>
    Object.fromEntries(
      cluster.api.list(pods, {namespace: 'default'}).map((pod) => [pod.metadata.name, pod.spec.containers[0].image]),
    )
  const set = () => cluster.api.get(statefulSets, 'db', 'default')
  const update = (image: string): void => {
    cluster.api.patch(statefulSets, 'db', 'default', {spec: {template: template(image)}})
  }

  it('a pod that a quota refuses is told of with the refusal', async () => {
    cluster.api.create(
      {group: '', plural: 'resourcequotas'},
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: {name: 'none', namespace: 'default'},
        spec: {hard: {pods: '0'}},
      },
    )
    cluster.api.create(statefulSets, make('StatefulSet', {replicas: 1}))
    await cluster.advance(1000)

    const found = cluster.api.list({group: '', plural: 'events'}, {namespace: 'default'})
    const refused = found.find(({reason}) => reason === 'FailedCreate')
    assert.match(refused?.message, /^create Pod db-0 in StatefulSet db failed error: .*exceeded quota: none/)
  })

  it('a partition keeps the first pods on the old template, also when they are made anew', async () => {
    cluster.api.create(
      statefulSets,
      make('StatefulSet', {replicas: 3, updateStrategy: {rollingUpdate: {partition: 1}}}),
    )
    await cluster.advance(60_000)

    update('example/db:2')
    await cluster.advance(120_000)
    cluster.api.delete(pods, 'db-0', 'default')
    await cluster.advance(60_000)

    assert.deepEqual(images(), {'db-0': 'example/db:1', 'db-1': 'example/db:2', 'db-2': 'example/db:2'})
    const status = set()?.status
    assert.notEqual(status?.currentRevision, status?.updateRevision)
    assert.deepEqual([status?.currentReplicas, status?.updatedReplicas], [1, 2])
  })

  it('an update goes from the last pod down, one at a time, and leaves a revision behind', async () => {
    cluster.api.create(statefulSets, make('StatefulSet', {replicas: 3}))
    await cluster.advance(60_000)
    const order: string[] = []
    let least = 3
    cluster.api.watch(pods, ({type, object}) => {
      if (type === 'ADDED' && object.spec.containers[0].image === 'example/db:2') order.push(object.metadata.name)
    })
    cluster.api.watch(statefulSets, ({object}) => {
      least = Math.min(least, object.status?.readyReplicas ?? 3)
    })

    update('example/db:2')
    await cluster.advance(180_000)

    assert.deepEqual(order, ['db-2', 'db-1', 'db-0'])
    assert.equal(least, 2)
    const revisions = cluster.api.list(controllerRevisions, {namespace: 'default'})
    assert.deepEqual(revisions.map((one) => one['revision']).sort(), [1, 2])
    assert.equal(set()?.status.currentRevision, set()?.status.updateRevision)
  })

  it('going back to an old template takes its revision up again', async () => {
    cluster.api.create(statefulSets, make('StatefulSet', {replicas: 1}))
    await cluster.advance(30_000)
    update('example/db:2')
    await cluster.advance(60_000)
    update('example/db:1')
    await cluster.advance(60_000)

    const revisions = cluster.api.list(controllerRevisions, {namespace: 'default'})
    assert.deepEqual(revisions.map((one) => one['revision']).sort(), [2, 3])
    assert.deepEqual(images(), {'db-0': 'example/db:1'})
  })

  it('each pod has its claims, which stay when it goes', async () => {
    cluster.api.create(storageClasses, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {name: 'standard', annotations: {'storageclass.kubernetes.io/is-default-class': 'true'}},
      provisioner: 'rancher.io/local-path',
      volumeBindingMode: 'WaitForFirstConsumer',
    })
    const claim = {
      metadata: {name: 'data'},
      spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}},
    }
    cluster.api.create(statefulSets, make('StatefulSet', {replicas: 2, volumeClaimTemplates: [claim]}))
    await cluster.advance(60_000)

    const claims = () =>
      cluster.api.list(persistentVolumeClaims).map((one) => `${one.metadata.name} ${one.status.phase}`)
    assert.deepEqual(claims(), ['data-db-0 Bound', 'data-db-1 Bound'])
    assert.equal(set()?.status.readyReplicas, 2)
    cluster.api.patch(statefulSets, 'db', 'default', {spec: {replicas: 1}})
    await cluster.advance(60_000)
    assert.deepEqual(Object.keys(images()), ['db-0'])
    assert.equal(claims().length, 2)
  })

  it('a parallel set makes all pods at once, from its first ordinal', async () => {
    const spec = {replicas: 3, podManagementPolicy: 'Parallel', ordinals: {start: 5}}
    cluster.api.create(statefulSets, make('StatefulSet', spec))
    await cluster.queue.idle()

    assert.deepEqual(Object.keys(images()), ['db-5', 'db-6', 'db-7'])
  })

  it('a daemon set updates one node at a time and keeps its revisions', async () => {
    cluster.api.create(daemonSets, make('DaemonSet', {}))
    await cluster.advance(30_000)
    let least = 3
    cluster.api.watch(daemonSets, ({object}) => {
      least = Math.min(least, object.status?.numberAvailable ?? 3)
    })

    cluster.api.patch(daemonSets, 'db', 'default', {spec: {template: template('example/db:2')}})
    await cluster.advance(180_000)

    assert.deepEqual(new Set(Object.values(images())), new Set(['example/db:2']))
    assert.equal(least, 2)
    assert.equal(cluster.api.list(controllerRevisions).length, 2)
  })

  it('a daemon set with a surge has the new pod before the old one goes', async () => {
    const updateStrategy = {type: 'RollingUpdate', rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
    cluster.api.create(daemonSets, make('DaemonSet', {updateStrategy}))
    await cluster.advance(30_000)
    let least = 3
    cluster.api.watch(daemonSets, ({object}) => {
      least = Math.min(least, object.status?.numberAvailable ?? 3)
    })

    cluster.api.patch(daemonSets, 'db', 'default', {spec: {template: template('example/db:2')}})
    await cluster.advance(240_000)

    assert.deepEqual(Object.values(images()), ['example/db:2', 'example/db:2', 'example/db:2'])
    assert.equal(least, 3)
  })

  it('a failed pod of a set is made anew', async () => {
    cluster.api.create(statefulSets, make('StatefulSet', {replicas: 1}))
    await cluster.advance(30_000)
    const before = cluster.api.get(pods, 'db-0', 'default')?.metadata.uid

    cluster.api.patch(pods, 'db-0', 'default', {status: {phase: 'Failed'}}, 'status')
    await cluster.advance(60_000)

    assert.notEqual(cluster.api.get(pods, 'db-0', 'default')?.metadata.uid, before)
    assert.ok(cluster.api.list(events).some((event) => event['reason'] === 'RecreatingFailedPod'))
  })
})
