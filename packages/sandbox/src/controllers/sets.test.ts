import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {mostEvents} from './event-expiry.ts'
import {
  autoscalers,
  daemonSets,
  deployments,
  disruptionBudgets,
  events,
  jobs,
  nodes,
  pods,
  statefulSets,
} from './resources.ts'

const template = (app: string, spec: Record<string, unknown> = {}) => ({
  metadata: {labels: {app}},
  spec: {containers: [{name: 'main', image: 'example/app:1'}], ...spec},
})

const workload = (kind: string, name: string, spec: Record<string, unknown>): ApiObject => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: {name, namespace: 'default'},
  spec: kind === 'Job' ? spec : {selector: {matchLabels: {app: name}}, template: template(name), ...spec},
})

describe('other controllers', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: allWorkloads,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    for (const name of ['a', 'b', 'c'])
      cluster.api.create(nodes, {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {name, labels: {disk: name === 'c' ? 'slow' : 'fast'}},
      })
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const names = (): string[] =>
    cluster.api
      .list(pods, {namespace: 'default'})
      .map((pod) => pod.metadata.name)
      .sort()

  /** @feature Controllers: StatefulSets: numbered pods in order, shrinking from the last | works */
  it('a stateful set makes numbered pods one after the other', async () => {
    cluster.api.create(statefulSets, workload('StatefulSet', 'db', {replicas: 3, serviceName: 'db'}))

    await cluster.advance(2000)
    assert.deepEqual(names(), ['db-0'])
    await cluster.advance(60_000)

    assert.deepEqual(names(), ['db-0', 'db-1', 'db-2'])
    assert.equal(cluster.api.get(statefulSets, 'db', 'default')?.status.readyReplicas, 3)
  })

  it('a stateful set shrinks from its last pod', async () => {
    cluster.api.create(statefulSets, workload('StatefulSet', 'db', {replicas: 3, serviceName: 'db'}))
    await cluster.advance(60_000)

    cluster.api.patch(statefulSets, 'db', 'default', {spec: {replicas: 1}})
    await cluster.advance(60_000)

    assert.deepEqual(names(), ['db-0'])
  })

  /** @feature Controllers: DaemonSets on the nodes they accept | works */
  it('a daemon set has one pod on each node it accepts, and follows the labels', async () => {
    const wanted = workload('DaemonSet', 'agent', {template: template('agent', {nodeSelector: {disk: 'fast'}})})
    cluster.api.create(daemonSets, wanted)
    await cluster.advance(30_000)
    const where = (): string[] =>
      cluster.api
        .list(pods, {namespace: 'default'})
        .map((pod) => pod.spec.nodeName)
        .sort()
    assert.deepEqual(where(), ['a', 'b'])

    cluster.api.patch(nodes, 'c', undefined, {metadata: {labels: {disk: 'fast'}}})
    cluster.api.patch(nodes, 'a', undefined, {metadata: {labels: {disk: 'slow'}}})
    await cluster.advance(30_000)

    assert.deepEqual(where(), ['b', 'c'])
    assert.equal(cluster.api.get(daemonSets, 'agent', 'default')?.status.numberReady, 2)
  })

  it('a job completes when its pod does, and is removed after its time', async () => {
    cluster.api.create(
      jobs,
      workload('Job', 'task', {ttlSecondsAfterFinished: 60, template: template('task', {restartPolicy: 'Never'})}),
    )
    await cluster.advance(30_000)
    assert.equal(cluster.api.get(jobs, 'task', 'default')?.status.succeeded, 1)

    await cluster.advance(90_000)

    assert.equal(cluster.api.get(jobs, 'task', 'default'), undefined)
    assert.deepEqual(names(), [])
  })

  it('a job that keeps failing gives up', async () => {
    const failing = {
      ...template('task', {restartPolicy: 'Never'}),
      metadata: {labels: {app: 'task'}, annotations: {'sandbox.ome.cli/exit-code': '2'}},
    }
    cluster.api.create(jobs, workload('Job', 'task', {backoffLimit: 1, template: failing}))

    await cluster.advance(120_000)

    const status = cluster.api.get(jobs, 'task', 'default')?.status
    assert.equal(status.failed, 2)
    assert.equal(status.conditions[0].reason, 'BackoffLimitExceeded')
  })

  const autoscaler = (min: number, max: number): ApiObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {name: 'web', namespace: 'default'},
    spec: {
      scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'},
      minReplicas: min,
      maxReplicas: max,
    },
  })

  const bounds: readonly [string, number, number][] = [
    ['up to its minimum', 1, 3],
    ['down to its maximum', 9, 5],
    ['not at all within its bounds', 4, 4],
    ['not at all when stopped', 0, 0],
  ]
  for (const [what, before, after] of bounds) {
    it(`an autoscaler of 3 to 5 moves a deployment ${what}`, async () => {
      cluster.api.create(deployments, workload('Deployment', 'web', {replicas: before}))
      cluster.api.create(autoscalers, autoscaler(3, 5))

      await cluster.advance(5000)

      assert.equal(cluster.api.get(deployments, 'web', 'default')?.spec.replicas, after)
    })
  }

  it('an autoscaler without a target says so', async () => {
    cluster.api.create(autoscalers, autoscaler(1, 2))

    await cluster.advance(1000)

    const [condition] = cluster.api.get(autoscalers, 'web', 'default')?.status.conditions ?? []
    assert.equal(condition.reason, 'FailedGetScale')
  })

  /** @feature Controllers: PodDisruptionBudgets count what may go | works */
  it('a disruption budget counts what may go', async () => {
    cluster.api.create(deployments, workload('Deployment', 'web', {replicas: 3}))
    cluster.api.create(disruptionBudgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {name: 'web', namespace: 'default'},
      spec: {maxUnavailable: 1, selector: {matchLabels: {app: 'web'}}},
    })

    await cluster.advance(30_000)

    const status = cluster.api.get(disruptionBudgets, 'web', 'default')?.status
    assert.deepEqual([status.expectedPods, status.desiredHealthy, status.disruptionsAllowed], [3, 2, 1])
  })

  /** @feature Controllers: events expire | works */
  it('events expire an hour after they were last seen', async () => {
    cluster.api.create(deployments, workload('Deployment', 'web', {replicas: 1}))
    await cluster.advance(30_000)
    assert.ok(cluster.api.list(events).length > 0)

    await cluster.advance(4_200_000)

    assert.deepEqual(cluster.api.list(events), [])
  })

  it('of too many events the oldest go', async () => {
    const about = cluster.api.create(deployments, workload('Deployment', 'web', {replicas: 0}))
    cluster.api.event(about, 'Normal', 'First', 'the oldest', 'test')
    await cluster.advance(1000)
    for (let index = 0; index < mostEvents; index++)
      cluster.api.event(about, 'Normal', 'Many', `number ${index}`, 'test')
    await cluster.advance(1000)

    const left = cluster.api.list(events)
    assert.ok(left.length <= mostEvents && left.length > mostEvents / 2, `${left.length} left`)
    assert.equal(
      left.find(({reason}) => reason === 'First'),
      undefined,
    )
  })
})
