import assert from 'node:assert/strict'
import type {StandingCluster} from '../standing-cluster.ts'
import {configMaps, deployments, events, pods, replicaSets} from './resources.ts'
import {deployment, twoNodes} from './testing/two-nodes.ts'

describe('owners and what they own', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    faults.length = 0
    cluster = await twoNodes(faults)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults, [])
  })

  it('deleting a deployment in the background removes its pods', async () => {
    cluster.api.create(deployments, deployment('web', 2))
    await cluster.advance(30_000)

    cluster.api.delete(deployments, 'web', 'default', {propagation: 'Background'})
    await cluster.advance(60_000)

    assert.deepEqual(cluster.api.list(pods, {namespace: 'default'}), [])
    assert.deepEqual(cluster.api.list(replicaSets, {namespace: 'default'}), [])
  })

  /** @feature Controllers: garbage collection: background, foreground, orphan, wrong owners | works */
  it('a foreground deletion keeps the owner until its dependants are gone', async () => {
    cluster.api.create(deployments, deployment('web', 2))
    await cluster.advance(30_000)

    cluster.api.delete(deployments, 'web', 'default', {propagation: 'Foreground'})
    await cluster.queue.idle()

    assert.ok(cluster.api.get(deployments, 'web', 'default')?.metadata.deletionTimestamp)
    await cluster.advance(60_000)
    assert.equal(cluster.api.get(deployments, 'web', 'default'), undefined)
    assert.deepEqual(cluster.api.list(pods, {namespace: 'default'}), [])
  })

  it('an orphaning deletion leaves the replica sets without owner', async () => {
    cluster.api.create(deployments, deployment('web', 1))
    await cluster.advance(30_000)

    cluster.api.delete(deployments, 'web', 'default', {propagation: 'Orphan'})
    await cluster.advance(10_000)

    assert.equal(cluster.api.get(deployments, 'web', 'default'), undefined)
    const [set] = cluster.api.list(replicaSets, {namespace: 'default'})
    assert.deepEqual(set?.metadata.ownerReferences ?? [], [])
  })

  it('an owner in another namespace does not count, and the owned object says so before it goes', async () => {
    const owner = cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'owner', namespace: 'default'},
    })
    const {name, uid = ''} = owner.metadata
    const ownerReferences = [{apiVersion: 'v1', kind: 'ConfigMap', name, uid}]
    const metadata = {name: 'owned', namespace: 'kube-system', ownerReferences}
    cluster.api.create(configMaps, {apiVersion: 'v1', kind: 'ConfigMap', metadata})

    await cluster.advance(5000)

    assert.equal(cluster.api.get(configMaps, 'owned', 'kube-system'), undefined)
    const event = cluster.api.list(events).find((one) => one['reason'] === 'OwnerRefInvalidNamespace')
    assert.match(
      event?.['message'],
      /^ownerRef \[v1\/ConfigMap, namespace: kube-system, name: owner, uid: .+\] does not exist/,
    )
  })
})
