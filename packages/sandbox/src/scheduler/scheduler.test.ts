import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {
  disruptionBudgets,
  events,
  nodes,
  persistentVolumeClaims,
  pods,
  priorityClasses,
} from '../controllers/resources.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'

const node = (name: string, labels: Record<string, string> = {}, spec: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name, labels: {'kubernetes.io/hostname': name, ...labels}},
  spec,
})

const pod = (name: string, spec: Record<string, unknown> = {}, cpu = '1'): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', labels: {app: name.split('-')[0] ?? ''}},
  spec: {containers: [{name: 'c', image: 'example/app:1', resources: {requests: {cpu}}}], ...spec},
})

const term = (app: string, topologyKey: string) => ({labelSelector: {matchLabels: {app}}, topologyKey})
const near = (app: string, key = 'zone') => ({
  affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [term(app, key)]}},
})
const apart = (app: string, key = 'kubernetes.io/hostname') => ({
  affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [term(app, key)]}},
})

/** @feature Controllers: scheduling: affinities, spread, taints, gates, priorities, preemption, disruption budgets | works */
describe('the scheduler', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: [],
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    for (const value of [1, 5, 10, 100]) {
      const metadata = {name: `p${value}`}
      cluster.api.create(priorityClasses, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata,
        value,
      })
    }
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const make = async (...objects: ApiObject[]): Promise<void> => {
    for (const object of objects) cluster.api.create(object.kind === 'Node' ? nodes : pods, object)
    await cluster.advance(1000)
  }
  const placeOf = (name: string): string | undefined => cluster.api.get(pods, name, 'default')?.spec.nodeName
  const reason = (name: string): string | undefined =>
    cluster.api
      .get(pods, name, 'default')
      ?.status?.conditions?.find((condition: {type: string}) => condition.type === 'PodScheduled')?.message
  const eventsOf = (name: string): string[] =>
    cluster.api
      .list(events)
      .filter((event) => event['involvedObject'].name === name)
      .map((event) => `${event['reason']}: ${event['message']}`)

  it('a pod follows the pods it must be near, and keeps away from those it must not', async () => {
    await make(node('a', {zone: 'x'}), node('b', {zone: 'x'}), node('c', {zone: 'y'}))
    await make(pod('db-0', {nodeName: 'b'}), pod('web-0', near('db')), pod('web-1', apart('web')))

    assert.equal(placeOf('web-0'), 'a')
    assert.notEqual(placeOf('web-1'), 'a')
  })

  it('the first pod of a kind that wants its own company may go anywhere', async () => {
    await make(node('a', {zone: 'x'}))
    await make(pod('web-0', near('web')), pod('api-0', near('db')))

    assert.equal(placeOf('web-0'), 'a')
    assert.equal(
      reason('api-0'),
      "0/1 nodes are available: 1 node(s) didn't match pod affinity rules. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    )
  })

  it('pods that refuse company are left alone', async () => {
    await make(node('a'))
    await make(pod('db-0', apart('web')), pod('web-0'))

    assert.equal(
      reason('web-0'),
      "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    )
  })

  it('spread constraints hold the skew', async () => {
    const spread = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: {matchLabels: {app: 'web'}},
        },
      ],
    }
    await make(node('a', {zone: 'x'}), node('b', {zone: 'y'}, {unschedulable: true}))
    await make(pod('web-0', spread))
    await make(pod('web-1', spread))

    assert.equal(placeOf('web-0'), 'a')
    assert.match(
      reason('web-1') ?? '',
      /1 node\(s\) didn't match pod topology spread constraints, 1 node\(s\) were unschedulable/,
    )
    cluster.api.patch(nodes, 'b', undefined, {spec: {unschedulable: null}})
    await cluster.advance(12_000)
    assert.equal(placeOf('web-1'), 'b')
  })

  it('preferences decide among nodes that fit', async () => {
    const preferred = {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {weight: 10, preference: {matchExpressions: [{key: 'disk', operator: 'In', values: ['fast']}]}},
          ],
        },
      },
    }
    await make(
      node('a'),
      node('b', {disk: 'fast'}),
      node('c', {}, {taints: [{key: 'spot', effect: 'PreferNoSchedule'}]}),
    )
    await make(
      pod('x-0', preferred),
      pod('x-1', preferred),
      pod('x-2', {nodeSelector: {'kubernetes.io/hostname': 'c'}}),
    )

    assert.deepEqual(['x-0', 'x-1', 'x-2'].map(placeOf), ['b', 'b', 'c'])
  })

  it('a pod with gates waits for them and for nothing else', async () => {
    await make(node('a'))
    await make(pod('p', {schedulingGates: [{name: 'example.com/wait'}]}))

    assert.equal(reason('p'), 'Scheduling is blocked due to non-empty scheduling gates')
    assert.deepEqual(eventsOf('p'), [])
    cluster.api.patch(pods, 'p', 'default', {spec: {schedulingGates: []}})
    await cluster.advance(1000)
    assert.equal(placeOf('p'), 'a')
  })

  it('a pod of another scheduler is left alone', async () => {
    await make(node('a'))
    await make(pod('p', {schedulerName: 'volcano'}))

    assert.equal(placeOf('p'), undefined)
    assert.equal(reason('p'), undefined)
  })

  it('a pod that does not fit is tried again when room comes free, and not before', async () => {
    await make(node('a'))
    await make(pod('big', {}, '8'), pod('next', {}, '8'))
    const revision = cluster.api.get(pods, 'next', 'default')?.metadata.resourceVersion

    await cluster.advance(120_000)
    assert.equal(cluster.api.get(pods, 'next', 'default')?.metadata.resourceVersion, revision)
    cluster.api.delete(pods, 'big', 'default', {gracePeriodSeconds: 0})
    await cluster.advance(1000)

    assert.equal(placeOf('next'), 'a')
  })

  it('a claim of others is no reason to refuse a pod a second time', async () => {
    cluster.api.create(nodes, node('a'))
    await cluster.advance(1000)
    cluster.api.create(pods, pod('big', {}, '600'))
    cluster.api.create(persistentVolumeClaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {name: 'other', namespace: 'default'},
      spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}},
    })

    await cluster.advance(60_000)

    const [refusal, ...more] = cluster.api
      .list(events, {namespace: 'default'})
      .filter((event) => event['reason'] === 'FailedScheduling')
    assert.deepEqual([refusal?.['count'], more], [1, []])
  })

  it('the more important pod goes first', async () => {
    await make(pod('low', {}, '8'), pod('high', {priorityClassName: 'p10'}, '8'))
    await make(node('a'))
    await cluster.advance(12_000)

    assert.equal(placeOf('high'), 'a')
    assert.equal(placeOf('low'), undefined)
  })

  it('an important pod pushes the least important ones out, and says where it will go', async () => {
    await make(node('a'), node('b'))
    await make(
      pod('one', {nodeName: 'a', priorityClassName: 'p5'}, '6'),
      pod('two', {nodeName: 'b', priorityClassName: 'p1'}, '6'),
    )
    cluster.api.create(pods, pod('vip', {priorityClassName: 'p100'}, '4'))
    await cluster.queue.idle()

    const vip = cluster.api.get(pods, 'vip', 'default')
    assert.equal(vip?.status.nominatedNodeName, 'b')
    assert.deepEqual(
      eventsOf('two').filter((line) => line.startsWith('Preempted')),
      [`Preempted: Preempted by pod ${vip?.metadata.uid} on node b`],
    )
    assert.deepEqual(eventsOf('vip'), ['FailedScheduling: 0/2 nodes are available: 2 Insufficient cpu.'])
    await cluster.advance(60_000)
    assert.equal(placeOf('vip'), 'b')
    assert.equal(placeOf('one'), 'a')
  })

  it('preemption spares the pods of a budget', async () => {
    cluster.api.create(disruptionBudgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {name: 'two', namespace: 'default'},
      spec: {maxUnavailable: 0, selector: {matchLabels: {app: 'two'}}},
    })
    await make(node('a'), node('b'))
    await make(
      pod('one', {nodeName: 'a', priorityClassName: 'p5'}, '6'),
      pod('two', {nodeName: 'b', priorityClassName: 'p1'}, '6'),
    )
    cluster.api.create(pods, pod('vip', {priorityClassName: 'p100'}, '4'))
    await cluster.queue.idle()

    assert.equal(cluster.api.get(pods, 'vip', 'default')?.status.nominatedNodeName, 'a')
  })

  it('the number of a priority is not the pod’s to choose', () => {
    assert.throws(
      () => cluster.api.create(pods, pod('p', {priority: 7})),
      /the integer value of priority \(7\) must not/,
    )
    assert.throws(() => cluster.api.create(pods, pod('p', {priorityClassName: 'p7'})), {
      message: 'pods "p" is forbidden: no PriorityClass with name p7 was found',
    })
  })

  it('a pod that may not preempt says so', async () => {
    await make(node('a'))
    cluster.api.create(priorityClasses, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: {name: 'polite'},
      value: 10,
      preemptionPolicy: 'Never',
    })
    await make(pod('one', {nodeName: 'a'}, '6'), pod('vip', {priorityClassName: 'polite'}, '4'))

    assert.equal(
      reason('vip'),
      '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
    )
  })

  it('two pods cannot have the same port of a node', async () => {
    const ports = {containers: [{name: 'c', image: 'i', ports: [{containerPort: 80, hostPort: 80}]}]}
    await make(node('a'))
    await make(pod('one', ports), pod('two', ports))

    assert.match(reason('two') ?? '', /1 node\(s\) didn't have free ports for the requested pod ports/)
  })

  it('a claim that does not exist keeps its pod from every node', async () => {
    await make(node('a'))
    await make(pod('p', {volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}]}))

    assert.equal(
      reason('p'),
      '0/1 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    )
  })
})
