import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {deployments, events, nodes, pods} from './resources.ts'

const deployment = (spec: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web', namespace: 'default'},
  spec: {
    replicas: 2,
    selector: {matchLabels: {app: 'web'}},
    template: {
      metadata: {labels: {app: 'web'}},
      spec: {containers: [{name: 'main', image: 'example/app:1'}], ...spec},
    },
  },
})

/** @feature Controllers: taints of lost and cordoned nodes, evictions by taints | works */
describe('nodes', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
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

  const taintsOf = (name: string): string[] =>
    (cluster.api.get(nodes, name)?.spec.taints ?? []).map(
      (taint: Record<string, string>) => `${taint['key']}:${taint['effect']}`,
    )
  const on = (name: string): string[] =>
    cluster.api
      .list(pods)
      .filter((pod) => pod.spec.nodeName === name && !pod.metadata.deletionTimestamp)
      .map((pod) => pod.metadata.name)
  const lose = (name: string, lost: boolean): void => {
    const annotations = {'sandbox.ome.cli/fault': lost ? 'not-ready' : null}
    cluster.api.patch(nodes, name, undefined, {metadata: {annotations}})
  }

  const kept = (name: string) => cluster.api.get(pods, name, 'default')
  const orphan = (name: string): ApiObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace: 'default'},
    spec: {nodeName: 'a', containers: [{name: 'main', image: 'example/app:1'}]},
  })

  /** @feature Nodes: nobody answers on a lost node, and its pods stay Terminating | works */
  for (const [ending, end] of [
    ['the node is back', () => lose('a', false)],
    ['it is removed by force', () => cluster.api.delete(pods, 'web', 'default', {gracePeriodSeconds: 0})],
    ['the node is deleted', () => cluster.api.delete(nodes, 'a')],
  ] as const) {
    it(`a pod of a lost node that is deleted stays until ${ending}`, async () => {
      cluster.api.create(pods, orphan('web'))
      await cluster.advance(30_000)
      lose('a', true)
      await cluster.advance(1000)
      cluster.api.delete(pods, 'web', 'default')
      await cluster.advance(60_000)
      assert.ok(kept('web')?.metadata.deletionTimestamp)

      end()
      await cluster.advance(30_000)

      assert.equal(kept('web'), undefined)
    })
  }

  it('a lost node refuses logs and everything else', async () => {
    cluster.api.create(pods, orphan('web'))
    await cluster.advance(30_000)
    lose('a', true)
    await cluster.advance(1000)

    const pod = kept('web')
    assert.ok(pod)
    const {address} = cluster.api.get(nodes, 'a')?.['status'].addresses[0] ?? {}
    const refused = `dial tcp ${address}:10250: connect: connection refused`
    assert.equal(cluster.kubelet.unreachable?.('a'), refused)
    assert.equal(cluster.kubelet.unreachable?.('b'), undefined)
    const request = {container: 'main', follow: true, previous: false, timestamps: false, tailLines: 5}
    assert.throws(() => cluster.kubelet.logs(pod, {...request, signal: new AbortController().signal}), {
      message: `Get "https://${address}:10250/containerLogs/default/web/main?follow=true&tailLines=5": ${refused}`,
    })
  })

  it('a node that falls silent is tainted; its pods leave after five minutes', async () => {
    cluster.api.create(deployments, deployment())
    await cluster.advance(30_000)
    lose('a', true)
    await cluster.advance(240_000)
    assert.deepEqual(taintsOf('a'), [
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ])
    assert.equal(on('a').length, 1)

    await cluster.advance(90_000)

    assert.deepEqual([on('a').length, on('b').length], [0, 2])
    const reasons = cluster.api.list(events).map((event) => event['reason'])
    for (const reason of ['NodeNotReady', 'TaintManagerEviction', 'RegisteredNode']) assert.ok(reasons.includes(reason))
  })

  it('a node that comes back in time keeps its pods', async () => {
    cluster.api.create(deployments, deployment())
    await cluster.advance(30_000)
    lose('a', true)
    await cluster.advance(100_000)
    lose('a', false)

    await cluster.advance(600_000)

    assert.deepEqual(taintsOf('a'), [])
    assert.equal(on('a').length, 1)
  })

  it('a taint that a pod does not tolerate removes it at once, a tolerated one does not', async () => {
    const tolerations = [{key: 'maintenance', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60}]
    cluster.api.create(deployments, deployment({tolerations}))
    await cluster.advance(30_000)
    const spec = (key: string) => ({spec: {taints: [{key, effect: 'NoExecute'}]}})

    cluster.api.patch(nodes, 'a', undefined, spec('maintenance'))
    await cluster.advance(30_000)
    assert.equal(on('a').length, 1)
    await cluster.advance(45_000)
    // The replacement may come back to the node for its minute, since it tolerates the taint.
    cluster.api.patch(nodes, 'b', undefined, spec('broken'))
    await cluster.queue.idle()

    assert.deepEqual(on('b'), [])
  })

  it('a cordon is a taint too', async () => {
    cluster.api.patch(nodes, 'a', undefined, {spec: {unschedulable: true}})
    await cluster.queue.idle()
    assert.deepEqual(taintsOf('a'), ['node.kubernetes.io/unschedulable:NoSchedule'])

    cluster.api.patch(nodes, 'a', undefined, {spec: {unschedulable: null}})
    await cluster.queue.idle()

    assert.deepEqual(taintsOf('a'), [])
  })
})
