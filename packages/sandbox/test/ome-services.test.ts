import assert from 'node:assert/strict'
import {IncomingMessage, ServerResponse} from 'node:http'
import {Socket} from 'node:net'
import {deployments, pods, services} from '../src/controllers/resources.ts'
import {clusterBaseModels, inferenceServices} from '../src/ome/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {conditionOf, omeCluster, service, withMistral} from './ome-fixture.ts'

describe('OME services', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await omeCluster(faults)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  /** @feature OME: InferenceServices with all their children and conditions | works */
  it('a service becomes ready with all its children', async () => {
    await withMistral(cluster)
    cluster.api.create(inferenceServices, service('chat'))

    await cluster.advance(300_000)

    const found = cluster.api.get(inferenceServices, 'chat', 'default')
    assert.equal(conditionOf(found, 'Ready').status, 'True')
    assert.equal(conditionOf(found, 'EngineReady').reason, 'MinimumReplicasAvailable')
    assert.equal(found?.status.url, 'http://chat.default.svc.cluster.local:8080')
    assert.equal(found?.status.modelStatus.transitionStatus, 'UpToDate')
    assert.equal(found?.metadata.annotations?.['ome.io/deploymentMode'], 'RawDeployment')
    const [pod] = cluster.api.list(pods, {namespace: 'default'})
    assert.equal(pod?.metadata.labels?.['serving-runtime'], 'vllm-mistral')
    assert.equal(pod?.metadata.labels?.['ome.io/inferenceservice'], 'chat')
    assert.deepEqual(
      cluster.api
        .list(services, {namespace: 'default'})
        .map((one) => one.metadata.name)
        .sort(),
      ['chat', 'chat-engine', 'kubernetes'],
    )
  })

  /** @feature OME: routers with rights of their own | works */
  it('a router is made with its rights, and reaches the engines', async () => {
    await withMistral(cluster)
    const runner = {name: 'router', image: 'smg:v0.2.4', ports: [{containerPort: 8080}]}
    cluster.api.create(inferenceServices, service('chat', {router: {runner}}))
    await cluster.advance(300_000)
    const [router] = cluster.api.list(pods, {namespace: 'default', labels: {component: 'router'}})
    assert.ok(router)
    let written = ''
    const response = Object.assign(new ServerResponse(new IncomingMessage(new Socket())), {
      end: (text: string) => {
        written = text
      },
    })

    const reached = cluster.kubelet.http(
      router,
      8080,
      Object.assign(new IncomingMessage(new Socket()), {method: 'GET'}),
      response,
      '/v1/models',
    )

    assert.equal(reached, true)
    assert.equal(JSON.parse(written).data[0].id, 'mistral')
    assert.ok(cluster.api.get({group: 'rbac.authorization.k8s.io', plural: 'roles'}, 'chat-router', 'default'))
    assert.equal(conditionOf(cluster.api.get(inferenceServices, 'chat', 'default'), 'RouterReady').status, 'True')
  })

  /** @feature OME: scaling by replicas | works */
  it('changing the bounds scales the deployment', async () => {
    await withMistral(cluster)
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    cluster.api.patch(inferenceServices, 'chat', 'default', {spec: {engine: {minReplicas: 3, maxReplicas: 3}}})
    await cluster.advance(200_000)

    assert.equal(cluster.api.get(deployments, 'chat-engine', 'default')?.status.availableReplicas, 3)
  })

  /** @feature OME: stopped services | works */
  it('a deployment scaled to nothing stays stopped', async () => {
    await withMistral(cluster)
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    cluster.api.patch(deployments, 'chat-engine', 'default', {spec: {replicas: 0}})
    await cluster.advance(200_000)

    assert.deepEqual(cluster.api.list(pods, {namespace: 'default'}), [])
    assert.equal(cluster.api.get(deployments, 'chat-engine', 'default')?.spec.replicas, 0)
  })

  /** @feature OME: engines that do not fit on their GPU | works */
  it('a model too big for its GPUs crashes the engine and says so in the status', async () => {
    await withMistral(cluster)
    const runner = {args: ['meta-llama/Llama-3.3-70B-Instruct', '--port=8080']}
    cluster.api.create(
      inferenceServices,
      service('big', {engine: {runner, minReplicas: 1, maxReplicas: 1}, runtime: {name: 'vllm-mistral'}}),
    )
    cluster.api.patch(clusterBaseModels, 'mistral-7b', undefined, {spec: {modelParameterSize: '9B'}})

    const failures: string[] = []
    const stop = cluster.api.watch(inferenceServices, ({object}) => {
      const reason: string | undefined = object.status?.modelStatus?.lastFailureInfo?.reason
      if (reason) failures.push(reason)
    })

    await cluster.advance(1_200_000)

    stop()
    assert.equal(conditionOf(cluster.api.get(inferenceServices, 'big', 'default'), 'Ready').status, 'False')
    assert.deepEqual([...new Set(failures)], ['ModelLoadFailed'])
  })

  it('deleting a service deletes all its children', async () => {
    await withMistral(cluster)
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    cluster.api.delete(inferenceServices, 'chat', 'default', {propagation: 'Background'})
    await cluster.advance(60_000)

    const left = [inferenceServices, deployments, services, pods].flatMap((resource) =>
      cluster.api.list(resource, {namespace: 'default'}).map(({metadata}) => metadata.name),
    )
    assert.deepEqual(left, ['kubernetes'])
  })
})
