import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {configMaps, deployments, pods, services} from '../src/controllers/resources.ts'
import {
  clusterServingRuntimes,
  gateways,
  httpRoutes,
  inferenceServices,
  leaderWorkerSets,
  scaledObjects,
} from '../src/ome/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {conditionOf, eventsOf, omeCluster, service, withMistral} from './ome-fixture.ts'

const annotated = (
  name: string,
  annotations: Record<string, string>,
  more: Record<string, unknown> = {},
): ApiObject => {
  const plain = service(name, more)
  return {...plain, metadata: {...plain.metadata, annotations}}
}

/** @feature OME: services as Deployments, several nodes, prefill and decode apart, virtual; KEDA, routes, adapters | works */
describe('OME services in their modes', () => {
  let cluster: StandingCluster
  const faults: string[] = []
  const ready = (name: string): string | undefined =>
    conditionOf(cluster.api.get(inferenceServices, name, 'default'), 'Ready')?.status

  const start = async (...neighbours: string[]): Promise<void> => {
    cluster = await omeCluster(faults, neighbours)
    await withMistral(cluster)
  }

  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  /** @feature OME: Knative itself, traffic between revisions of serverless services; MultiNodeRayVLLM | missing */
  it('a service that scales to nothing is rejected without Knative, by an event alone', async () => {
    await start()
    cluster.api.create(inferenceServices, service('idle', {engine: {minReplicas: 0, maxReplicas: 1}}))

    await cluster.advance(5000)

    const [event] = eventsOf(cluster, 'ServerlessModeRejected')
    assert.match(event?.['message'], /Knative Services are not available/)
    assert.equal(cluster.api.get(inferenceServices, 'idle', 'default')?.status, undefined)
  })

  it('several nodes need the LeaderWorkerSet API', async () => {
    await start()
    const node = {runner: {name: 'ome-container', image: 'vllm/vllm-openai:v0.11.0', command: ['vllm', 'serve']}}
    const engine = {minReplicas: 1, leader: node, worker: {...node, size: 1}}
    cluster.api.create(inferenceServices, service('wide', {engine}))

    await cluster.advance(5000)

    assert.match(eventsOf(cluster, 'InternalError')[0]?.['message'], /no matches for kind "LeaderWorkerSet"/)
  })

  it('several nodes become a LeaderWorkerSet whose Service selects the leaders', async () => {
    await start('leaderworkersets.leaderworkerset.x-k8s.io')
    const node = {runner: {name: 'ome-container', image: 'vllm/vllm-openai:v0.11.0', command: ['vllm', 'serve']}}
    const engine = {minReplicas: 1, leader: node, worker: {...node, size: 3}}
    cluster.api.create(inferenceServices, service('wide', {engine}))
    await cluster.advance(5000)

    const set = cluster.api.get(leaderWorkerSets, 'lws-wide-engine', 'default')
    const template = set?.spec.leaderWorkerTemplate
    assert.equal(template.size, 4)
    assert.equal(template.leaderTemplate.metadata.labels['ray.io/node-type'], 'head')
    assert.equal(template.leaderTemplate.metadata.labels['serving-runtime'], 'vllm-mistral')
    assert.deepEqual(cluster.api.get(services, 'wide-engine', 'default')?.spec.selector, {'ray.io/node-type': 'head'})
    assert.equal(
      cluster.api.get(inferenceServices, 'wide', 'default')?.metadata.annotations?.['ome.io/deploymentMode'],
      'MultiNode',
    )
    assert.notEqual(ready('wide'), 'True')

    const available = {
      type: 'Available',
      status: 'True',
      reason: 'AllGroupsReady',
      message: 'All replicas are ready',
      lastTransitionTime: '2026-11-21T12:00:00Z',
    }
    cluster.api.patch(leaderWorkerSets, 'lws-wide-engine', 'default', {status: {conditions: [available]}}, 'status')
    await cluster.advance(1000)
    assert.equal(ready('wide'), 'True')
  })

  it('prefill and decode run apart, and the decoder does not count for Ready', async () => {
    await start()
    cluster.api.create(
      inferenceServices,
      service('pair', {
        decoder: {
          minReplicas: 1,
          runner: {name: 'ome-container', image: 'vllm/vllm-openai:v0.11.0', args: ['--port=8080', '--model=mistral']},
        },
      }),
    )

    await cluster.advance(300_000)

    const found = cluster.api.get(inferenceServices, 'pair', 'default')
    assert.equal(found?.metadata.annotations?.['ome.io/deploymentMode'], 'PDDisaggregated')
    assert.equal(conditionOf(found, 'DecoderReady').status, 'True')
    assert.deepEqual(Object.keys(found?.status.components).sort(), ['decoder', 'engine'])
  })

  it('a virtual service is ready at once and has no children', async () => {
    await start()
    cluster.api.create(inferenceServices, annotated('ghost', {'ome.io/deploymentMode': 'VirtualDeployment'}))

    await cluster.advance(5000)

    const found = cluster.api.get(inferenceServices, 'ghost', 'default')
    assert.equal(conditionOf(found, 'Ready').reason, 'VirtualDeployment')
    assert.deepEqual(cluster.api.list(deployments, {namespace: 'default'}), [])
  })

  it('scaling by KEDA makes a ScaledObject in place of the autoscaler', async () => {
    await start('scaledobjects.keda.sh')
    const kedaConfig = {
      promServerAddress: 'http://prom:9090',
      customPromQuery: 'sum(x{pod=~"%s.*"})',
      scalingThreshold: '7',
    }
    cluster.api.create(inferenceServices, annotated('chat', {'ome.io/autoscalerClass': 'keda'}, {kedaConfig}))

    await cluster.advance(200_000)

    const scaled = cluster.api.get(scaledObjects, 'scaledobject-chat-engine', 'default')
    assert.deepEqual(scaled?.spec.triggers[0].metadata, {
      serverAddress: 'http://prom:9090',
      query: 'sum(x{pod=~"chat-engine.*"})',
      threshold: '7',
    })
    assert.equal(
      cluster.api.get({group: 'autoscaling', plural: 'horizontalpodautoscalers'}, 'chat-engine', 'default'),
      undefined,
    )
    assert.equal(cluster.api.get(deployments, 'chat-engine', 'default')?.status.availableReplicas, 1)
    const types = scaled?.status.conditions.map((one: {type: string; status: string}) => `${one.type}=${one.status}`)
    assert.ok(types.includes('Ready=True'), types)
  })

  it('a paused ScaledObject holds the replicas it names', async () => {
    await start('scaledobjects.keda.sh')
    cluster.api.create(inferenceServices, annotated('chat', {'ome.io/autoscalerClass': 'keda'}))
    await cluster.advance(60_000)

    const annotations = {'autoscaling.keda.sh/paused-replicas': '0'}
    cluster.api.patch(scaledObjects, 'scaledobject-chat-engine', 'default', {metadata: {annotations}})
    await cluster.advance(60_000)
    assert.deepEqual(cluster.api.list(pods, {namespace: 'default'}), [])

    cluster.api.patch(scaledObjects, 'scaledobject-chat-engine', 'default', {
      metadata: {annotations: {'autoscaling.keda.sh/paused-replicas': null}},
    })
    await cluster.advance(60_000)
    assert.equal(cluster.api.list(pods, {namespace: 'default'}).length, 1)
  })

  it('with the Gateway API a service is routed and ready when its gateway accepts it', async () => {
    await start('httproutes.gateway.networking.k8s.io', 'gateways.gateway.networking.k8s.io')
    const ingress = {
      disableIngressCreation: false,
      enableGatewayAPI: true,
      omeIngressGateway: 'ome/front',
      ingressDomain: 'example.com',
    }
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'inferenceservice-config', namespace: 'ome'},
      data: {ingress: JSON.stringify(ingress)},
    })
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    const found = cluster.api.get(inferenceServices, 'chat', 'default')
    assert.equal(found?.status.url, 'http://chat.default.example.com')
    assert.equal(cluster.api.get(services, 'chat', 'default'), undefined)
    assert.deepEqual(cluster.api.get(httpRoutes, 'chat', 'default')?.spec.hostnames, ['chat.default.example.com'])
    assert.equal(conditionOf(found, 'IngressReady').reason, 'NoMatchingParent')
    assert.equal(ready('chat'), 'False')

    cluster.api.create(gateways, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: {name: 'front', namespace: 'ome'},
      spec: {gatewayClassName: 'sandbox', listeners: [{name: 'http', port: 80, protocol: 'HTTP'}]},
    })
    await cluster.advance(5000)
    assert.equal(ready('chat'), 'True')
  })

  it('an engine that another runtime is needed for says which modes it does not know', async () => {
    await start()
    const engine = {minReplicas: 1, annotations: {'ome.io/deploymentMode': 'MultiNodeRayVLLM'}}
    cluster.api.create(inferenceServices, service('ray', {engine}))

    await cluster.advance(5000)

    assert.match(eventsOf(cluster, 'DeploymentModeError')[0]?.['message'], /MultiNodeRayVLLM/)
  })

  it('an adapter marks the pods, and one without a strategy stops the service', async () => {
    await start()
    const weight = (name: string, hyperParameters: Record<string, unknown>): ApiObject => ({
      apiVersion: 'ome.io/v1beta1',
      kind: 'FineTunedWeight',
      metadata: {name},
      spec: {
        baseModelRef: {name: 'mistral-7b'},
        modelType: 'LoRA',
        hyperParameters,
        storage: {storageUri: 'oci://n/x/b/y/o/z'},
      },
    })
    cluster.api.create({group: 'ome.io', plural: 'finetunedweights'}, weight('tone', {strategy: 'lora'}))
    cluster.api.create({group: 'ome.io', plural: 'finetunedweights'}, weight('odd', {strategy: 3}))
    const model = (name: string): Record<string, unknown> => ({model: {name: 'mistral-7b', fineTunedWeights: [name]}})
    cluster.api.create(inferenceServices, service('chat', model('tone')))
    cluster.api.create(inferenceServices, service('broken', model('odd')))

    await cluster.advance(60_000)

    const [pod] = cluster.api.list(pods, {namespace: 'default'})
    assert.equal(pod?.metadata.labels?.['fine-tuned-weight-ft-strategy'], 'lora')
    assert.equal(pod?.spec.initContainers[0].name, 'fine-tuned-adapter')
    assert.match(eventsOf(cluster, 'InternalError')[0]?.['message'], /strategy/)
    assert.ok(cluster.api.get(clusterServingRuntimes, 'vllm-mistral'))
  })
})
