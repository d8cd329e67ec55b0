import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import type {StandingCluster} from '../standing-cluster.ts'
import {
  configMaps,
  deployments,
  endpointSlices,
  events,
  namespaces,
  nodes,
  pods,
  replicaSets,
  services,
} from './resources.ts'
import {deployment, twoNodes} from './testing/two-nodes.ts'

describe('workload controllers', () => {
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

  it('a replica set that a quota stops tries again in growing pauses', async () => {
    cluster.api.create(
      {group: '', plural: 'resourcequotas'},
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: {name: 'one', namespace: 'default'},
        spec: {hard: {pods: '1'}},
      },
    )
    cluster.api.create(deployments, deployment('web', 2))
    await cluster.clock.advance(60_000)
    assert.equal(cluster.api.list(pods, {namespace: 'default'}).length, 1)
    const refused = cluster.api.list(events, {namespace: 'default'}).filter(({reason}) => reason === 'FailedCreate')
    const times = refused.reduce((sum, {count}) => sum + (count ?? 1), 0)
    assert.ok(times > 1 && times < 40, `${times} times in a minute`)
  })

  /** @feature Controllers: ReplicaSets of any size: bursts of 500, up to what nodes take and a burst that waits | works */
  it('a number of replicas that no cluster has is made in bursts, and ends where nodes do', async () => {
    cluster.api.create(deployments, deployment('web', 1))
    await cluster.advance(1000)
    cluster.api.patch(deployments, 'web', 'default', {spec: {replicas: 99_999_999}})

    // Two nodes of 110 pods, and a burst: the rest would only wait as well.
    await cluster.advance(60_000)
    assert.equal(cluster.api.list(pods, {namespace: 'default'}).length, 720)
    const [set] = cluster.api.list(replicaSets, {namespace: 'default'})
    const refused = set?.status.conditions.find(({type}: {type: string}) => type === 'ReplicaFailure')
    assert.match(refused.message, /^the sandbox makes 720 of 99999999 pods: its nodes have no room for more/)

    cluster.api.patch(deployments, 'web', 'default', {spec: {replicas: 2}})
    await cluster.advance(60_000)
    assert.equal(cluster.api.get(deployments, 'web', 'default')?.status.availableReplicas, 2)
  }).timeout(20_000)

  it('a deployment becomes available and its pods run on different nodes', async () => {
    cluster.api.create(deployments, deployment('web', 2))

    await cluster.advance(30_000)

    const status = cluster.api.get(deployments, 'web', 'default')?.status
    assert.equal(status.availableReplicas, 2)
    assert.equal(status.conditions.find((condition: {type: string}) => condition.type === 'Available').status, 'True')
    const placed = cluster.api.list(pods, {namespace: 'default'}).map((pod) => pod.spec.nodeName)
    assert.deepEqual(placed.sort(), ['a', 'b'])
  })

  it('a pod that is removed at once is replaced at once', async () => {
    cluster.api.create(deployments, deployment('web', 2))
    await cluster.advance(30_000)
    const [first] = cluster.api.list(pods, {namespace: 'default'})

    cluster.api.delete(pods, first?.metadata.name ?? '', 'default', {gracePeriodSeconds: 0})
    await cluster.advance(0)

    const left = cluster.api.list(pods, {namespace: 'default'})
    assert.equal(left.length, 2)
    assert.ok(!left.some(({metadata}) => metadata.uid === first?.metadata.uid))
  })

  /** @feature Controllers: Deployments: rolling updates within surge and unavailability | works */
  it('a new template rolls out without ever falling below the allowed number', async () => {
    cluster.api.create(deployments, deployment('web', 4))
    await cluster.advance(30_000)
    let least = 4
    cluster.api.watch(deployments, ({object}) => {
      least = Math.min(least, object.status?.availableReplicas ?? 0)
    })

    cluster.api.update(deployments, deployment('web', 4, 'registry.example/web:2'))
    await cluster.advance(120_000)

    assert.equal(least, 3)
    const sets = cluster.api.list(replicaSets, {namespace: 'default'})
    assert.deepEqual(sets.map((set) => set.spec.replicas).sort(), [0, 4])
    assert.equal(
      cluster.api.get(deployments, 'web', 'default')?.metadata.annotations?.['deployment.kubernetes.io/revision'],
      '2',
    )
  })

  it('counts of nothing are left out of a complete status, as on a real server', async () => {
    cluster.api.create(deployments, deployment('web', 2))
    await cluster.advance(30_000)
    const fieldsOf = (status: object | undefined): string[] => Object.keys(status ?? {}).sort()

    const complete = fieldsOf(cluster.api.get(deployments, 'web', 'default')?.status)
    cluster.api.patch(deployments, 'web', 'default', {spec: {replicas: 0}})
    await cluster.advance(60_000)
    const [set] = cluster.api.list(replicaSets, {namespace: 'default'})

    assert.deepEqual(complete, [
      'availableReplicas',
      'conditions',
      'observedGeneration',
      'readyReplicas',
      'replicas',
      'updatedReplicas',
    ])
    assert.deepEqual(fieldsOf(cluster.api.get(deployments, 'web', 'default')?.status), [
      'conditions',
      'observedGeneration',
    ])
    assert.deepEqual(set?.status, {observedGeneration: set?.metadata.generation, replicas: 0})
  })

  const neverReady = (replicas: number, where: string, rollingUpdate?: Record<string, unknown>): ApiObject => {
    const wanted = deployment('web', replicas)
    const {template} = wanted.spec
    const spec = {...wanted.spec, template: {...template, spec: {...template.spec, nodeSelector: {where}}}}
    return {...wanted, spec: {...spec, ...(rollingUpdate ? {strategy: {type: 'RollingUpdate', rollingUpdate}} : {})}}
  }
  const sizes = (): number[] => cluster.api.list(replicaSets, {namespace: 'default'}).map((set) => set.spec.replicas)

  it('a rollout that cannot finish keeps the old pods, ready or not, that it may not miss', async () => {
    const bounds = {maxUnavailable: 0, maxSurge: 1}
    cluster.api.create(deployments, neverReady(4, 'nowhere', bounds))
    await cluster.advance(30_000)

    cluster.api.update(deployments, neverReady(4, 'elsewhere', bounds))
    await cluster.advance(120_000)

    assert.deepEqual(sizes().sort(), [1, 4])
  })

  it('a second template right after the first does not take all pods of the first away', async () => {
    cluster.api.create(deployments, deployment('web', 3))
    await cluster.advance(0)

    cluster.api.update(deployments, deployment('web', 3, 'registry.example/web:2'))
    await cluster.advance(0)

    assert.deepEqual(sizes().sort(), [1, 3])
    await cluster.advance(120_000)
    assert.deepEqual(sizes().sort(), [0, 3])
  })

  it('old pods that are not ready go first, as many as may be missing', async () => {
    cluster.api.create(deployments, neverReady(4, 'nowhere', {maxUnavailable: 2, maxSurge: 0}))
    await cluster.advance(30_000)

    cluster.api.update(deployments, neverReady(4, 'elsewhere', {maxUnavailable: 2, maxSurge: 0}))
    await cluster.advance(120_000)

    assert.deepEqual(sizes().sort(), [2, 2])
  })

  it('a rollout that is paused half way stays there', async () => {
    cluster.api.create(deployments, neverReady(4, 'nowhere', {maxUnavailable: 2, maxSurge: 0}))
    await cluster.advance(30_000)
    cluster.api.update(deployments, neverReady(4, 'elsewhere', {maxUnavailable: 2, maxSurge: 0}))
    await cluster.advance(30_000)

    cluster.api.patch(deployments, 'web', 'default', {spec: {paused: true}})
    cluster.api.patch(nodes, 'a', undefined, {metadata: {labels: {where: 'elsewhere'}}})
    await cluster.advance(60_000)

    assert.deepEqual(sizes().sort(), [2, 2])
    cluster.api.patch(deployments, 'web', 'default', {spec: {paused: false}})
    await cluster.advance(60_000)
    assert.deepEqual(sizes().sort(), [0, 4])
  })

  const conditionOf = (type: string): Record<string, string> =>
    cluster.api
      .get(deployments, 'web', 'default')
      ?.status.conditions.find((condition: {type: string}) => condition.type === type)

  /** @feature Controllers: Deployments: progress deadlines | works */
  it('a rollout that stands still too long has exceeded its deadline, until it moves again', async () => {
    const wanted = deployment('web', 1)
    const broken = {...wanted, spec: {...wanted.spec, progressDeadlineSeconds: 60}}
    cluster.api.create(deployments, {
      ...broken,
      spec: {
        ...broken.spec,
        template: {...wanted.spec.template, spec: {...wanted.spec.template.spec, nodeSelector: {a: 'b'}}},
      },
    })
    await cluster.advance(45_000)
    assert.equal(conditionOf('Progressing')['reason'], 'ReplicaSetUpdated')
    await cluster.advance(30_000)
    assert.equal(conditionOf('Progressing')['status'], 'False')
    assert.equal(conditionOf('Progressing')['reason'], 'ProgressDeadlineExceeded')

    cluster.api.patch(nodes, 'a', undefined, {metadata: {labels: {a: 'b'}}})
    await cluster.advance(60_000)

    assert.equal(conditionOf('Progressing')['reason'], 'NewReplicaSetAvailable')
  })

  /** @feature Controllers: Deployments: pause and resume | works */
  it('a paused deployment says so and rolls nothing out', async () => {
    cluster.api.create(deployments, deployment('web', 1))
    await cluster.advance(30_000)
    cluster.api.patch(deployments, 'web', 'default', {spec: {paused: true}})
    cluster.api.patch(deployments, 'web', 'default', {
      spec: {template: {spec: {containers: [{name: 'web', image: 'registry.example/web:2'}]}}},
    })
    await cluster.advance(30_000)

    assert.equal(conditionOf('Progressing')['reason'], 'DeploymentPaused')
    assert.equal(cluster.api.list(replicaSets).length, 1)
  })

  /** @feature Controllers: Deployments: strategy Recreate | works */
  it('a deployment that is recreated stops its old pods first', async () => {
    const strategy = {strategy: {type: 'Recreate', rollingUpdate: null}}
    cluster.api.create(deployments, deployment('web', 2))
    await cluster.advance(30_000)
    cluster.api.patch(deployments, 'web', 'default', {spec: strategy})
    const images = new Set<string>()
    let isMixed = false
    cluster.api.watch(pods, () => {
      const now = new Set(cluster.api.list(pods).map((pod) => pod.spec.containers[0].image))
      isMixed ||= now.size > 1
      for (const image of now) images.add(image)
    })

    cluster.api.patch(deployments, 'web', 'default', {
      spec: {template: {spec: {containers: [{name: 'web', image: 'registry.example/web:2'}]}}},
    })
    await cluster.advance(120_000)

    assert.equal(images.size, 2)
    assert.equal(isMixed, false)
  })

  it('a service gets an address and lists its ready pods', async () => {
    cluster.api.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'web', namespace: 'default'},
      spec: {selector: {app: 'web'}, ports: [{port: 80, targetPort: 8080}]},
    })
    cluster.api.create(deployments, deployment('web', 2))

    await cluster.advance(30_000)

    assert.match(cluster.api.get(services, 'web', 'default')?.spec.clusterIP, /^10\.96\./)
    const [slice] = cluster.api.list(endpointSlices, {
      namespace: 'default',
      labels: {'kubernetes.io/service-name': 'web'},
    })
    assert.equal(
      slice?.['endpoints'].filter((endpoint: {conditions: {ready: boolean}}) => endpoint.conditions.ready).length,
      2,
    )
    assert.equal(slice?.['ports'][0].port, 8080)
  })

  /** @feature Controllers: namespaces end with everything in them | works */
  it('a namespace that is deleted takes everything in it along', async () => {
    cluster.api.create(namespaces, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'team'}})
    await cluster.advance(1000)
    const inside = deployment('web', 2)
    cluster.api.create(deployments, {...inside, metadata: {...inside.metadata, namespace: 'team'}})
    await cluster.advance(30_000)

    cluster.api.delete(namespaces, 'team')
    await cluster.advance(90_000)

    assert.equal(cluster.api.get(namespaces, 'team'), undefined)
    assert.deepEqual(cluster.api.list(pods, {namespace: 'team'}), [])
    assert.deepEqual(cluster.api.list(configMaps, {namespace: 'team'}), [])
  })

  /** @feature Nodes: images that cannot be pulled | works */
  it('an image that does not exist ends in ImagePullBackOff', async () => {
    cluster.api.create(deployments, deployment('web', 1, 'registry.example/web:does-not-exist'))

    await cluster.advance(20_000)

    const [pod] = cluster.api.list(pods, {namespace: 'default'})
    assert.equal(pod?.status.phase, 'Pending')
    assert.equal(pod?.status.containerStatuses[0].state.waiting.reason, 'ImagePullBackOff')
  })

  /** @feature Nodes: why a pod is not scheduled, in the scheduler's words | works */
  it("a pod that asks for too much stays pending with the scheduler's reasons", async () => {
    cluster.api.create(
      deployments,
      deployment('web', 1, 'registry.example/web:1', {resources: {limits: {'nvidia.com/gpu': '1'}}}),
    )

    await cluster.advance(5000)

    const [pod] = cluster.api.list(pods, {namespace: 'default'})
    const condition = pod?.status.conditions.find((candidate: {type: string}) => candidate.type === 'PodScheduled')
    assert.equal(condition.reason, 'Unschedulable')
    assert.equal(
      condition.message,
      '0/2 nodes are available: 2 Insufficient nvidia.com/gpu. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    )
  })
})
