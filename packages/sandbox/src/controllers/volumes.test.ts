import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {events, nodes, persistentVolumeClaims, persistentVolumes, pods, storageClasses} from './resources.ts'

const claim = (name: string, spec: Record<string, unknown> = {}, size = '10Gi'): ApiObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {name, namespace: 'default'},
  spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: size}}, ...spec},
})
const volume = (name: string, size: string, spec: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: {name},
  spec: {
    capacity: {storage: size},
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'manual',
    hostPath: {path: '/data'},
    ...spec,
  },
})
const pod = (name: string, claimName: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default'},
  spec: {
    containers: [{name: 'c', image: 'example/app:1'}],
    volumes: [{name: 'data', persistentVolumeClaim: {claimName}}],
  },
})

/** @feature Controllers: volume claims: classes, binding, provisioning, expansion, protection | works */
describe('volumes', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    for (const [name, zone] of [
      ['a', 'x'],
      ['b', 'y'],
    ] as const) {
      const labels = {'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone}
      cluster.api.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name, labels}})
    }
    for (const [name, mode, more] of [
      ['standard', 'WaitForFirstConsumer', {annotations: {'storageclass.kubernetes.io/is-default-class': 'true'}}],
      ['shared', 'Immediate', {}],
    ] as const) {
      cluster.api.create(storageClasses, {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: {name, ...more},
        provisioner: 'disk.csi.example.com',
        volumeBindingMode: mode,
        reclaimPolicy: 'Delete',
        allowVolumeExpansion: name === 'shared',
      })
    }
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const state = (name: string) => cluster.api.get(persistentVolumeClaims, name, 'default')
  const reasons = (name: string): string[] =>
    cluster.api
      .list(events)
      .filter((event) => event['involvedObject'].name === name)
      .map((event) => event['reason'])
      .sort()

  it('a claim without a class gets the default one and waits for its first pod', async () => {
    cluster.api.create(persistentVolumeClaims, claim('data'))
    await cluster.advance(60_000)
    assert.equal(state('data')?.spec.storageClassName, 'standard')
    assert.equal(state('data')?.status.phase, 'Pending')
    assert.deepEqual(reasons('data'), ['WaitForFirstConsumer'])

    cluster.api.create(pods, pod('p', 'data'))
    await cluster.advance(10_000)

    assert.equal(state('data')?.status.phase, 'Bound')
    const bound = cluster.api.get(pods, 'p', 'default')?.spec.nodeName
    const zone = cluster.api.get(persistentVolumes, state('data')?.spec.volumeName)?.spec.nodeAffinity
    assert.deepEqual(zone.required.nodeSelectorTerms[0].matchExpressions[0].values, [bound === 'a' ? 'x' : 'y'])
    assert.ok(reasons('data').includes('ProvisioningSucceeded'))
  })

  it('an immediate class makes the volume at once; deleting the claim removes it', async () => {
    cluster.api.create(persistentVolumeClaims, claim('data', {storageClassName: 'shared'}))
    await cluster.advance(5000)
    assert.equal(state('data')?.status.phase, 'Bound')
    assert.equal(cluster.api.list(persistentVolumes)[0]?.status.phase, 'Bound')

    cluster.api.delete(persistentVolumeClaims, 'data', 'default')
    await cluster.advance(5000)

    assert.deepEqual(cluster.api.list(persistentVolumes), [])
    assert.equal(state('data'), undefined)
  })

  it('the smallest volume that fits is taken, and kept when its claim goes', async () => {
    for (const [name, size] of [
      ['small', '5Gi'],
      ['large', '100Gi'],
      ['right', '20Gi'],
    ] as const)
      cluster.api.create(persistentVolumes, volume(name, size))
    await cluster.advance(1000)
    cluster.api.create(persistentVolumeClaims, claim('data', {storageClassName: 'manual'}))
    await cluster.advance(5000)
    assert.equal(state('data')?.spec.volumeName, 'right')
    assert.deepEqual(state('data')?.status.capacity, {storage: '20Gi'})

    cluster.api.delete(persistentVolumeClaims, 'data', 'default')
    await cluster.advance(5000)

    assert.equal(cluster.api.get(persistentVolumes, 'right')?.status.phase, 'Released')
  })

  it('a claim in use is kept until its pod is gone', async () => {
    cluster.api.create(persistentVolumeClaims, claim('data', {storageClassName: 'shared'}))
    cluster.api.create(pods, pod('p', 'data'))
    await cluster.advance(30_000)

    cluster.api.delete(persistentVolumeClaims, 'data', 'default')
    await cluster.advance(5000)
    assert.ok(state('data')?.metadata.deletionTimestamp)
    cluster.api.delete(pods, 'p', 'default')
    await cluster.advance(60_000)

    assert.equal(state('data'), undefined)
  })

  it('a pod whose claim has no volume says so', async () => {
    cluster.api.create(persistentVolumeClaims, claim('data', {storageClassName: 'fast'}))
    cluster.api.create(pods, pod('p', 'data'))
    await cluster.advance(5000)

    assert.deepEqual(reasons('data'), ['ProvisioningFailed'])
    const [condition] = cluster.api.get(pods, 'p', 'default')?.status.conditions ?? []
    assert.match(condition.message, /^0\/2 nodes are available: pod has unbound immediate PersistentVolumeClaims\./)
  })

  it('a volume of one node keeps its pods there', async () => {
    const required = {
      nodeSelectorTerms: [{matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: ['b']}]}],
    }
    cluster.api.create(persistentVolumes, volume('local', '20Gi', {nodeAffinity: {required}}))
    cluster.api.create(persistentVolumeClaims, claim('data', {storageClassName: 'manual'}))
    await cluster.advance(2000)
    cluster.api.create(pods, pod('p', 'data'))
    await cluster.advance(2000)

    assert.equal(cluster.api.get(pods, 'p', 'default')?.spec.nodeName, 'b')
  })

  it('a claim grows where its class allows it and is refused elsewhere', async () => {
    cluster.api.create(persistentVolumeClaims, claim('data', {storageClassName: 'shared'}))
    await cluster.advance(5000)
    const larger = {spec: {resources: {requests: {storage: '20Gi'}}}}
    cluster.api.patch(persistentVolumeClaims, 'data', 'default', larger)
    await cluster.advance(5000)
    assert.deepEqual(state('data')?.status.capacity, {storage: '20Gi'})

    cluster.api.create(persistentVolumeClaims, claim('other'))
    assert.throws(() => cluster.api.patch(persistentVolumeClaims, 'other', 'default', larger), /must support resize/)
  })

  it('a claim whose volume vanishes is lost', async () => {
    cluster.api.create(persistentVolumes, volume('v', '20Gi'))
    cluster.api.create(persistentVolumeClaims, claim('data', {storageClassName: 'manual'}))
    await cluster.advance(2000)

    cluster.api.patch(persistentVolumes, 'v', undefined, {metadata: {finalizers: null}})
    cluster.api.delete(persistentVolumes, 'v')
    await cluster.advance(2000)

    assert.equal(state('data')?.status.phase, 'Lost')
  })
})
