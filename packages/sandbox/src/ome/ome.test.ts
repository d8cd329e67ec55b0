import assert from 'node:assert/strict'
import {crd} from '@ome/kinds/crd'
import {ApiError, type ApiObject} from '../api.ts'
import {deployments, nodes, pods, services} from '../controllers/resources.ts'
import {allWorkloads} from '../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {omeAdmissions} from './admission.ts'
import {omeControllers} from './ome.ts'
import {acceleratorClasses, clusterBaseModels, clusterServingRuntimes, inferenceServices} from './resources.ts'

const definitions = [
  'inferenceservices',
  'basemodels',
  'clusterbasemodels',
  'servingruntimes',
  'clusterservingruntimes',
  'acceleratorclasses',
  'benchmarkjobs',
  'finetunedweights',
]

const gpuNode: ApiObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'gpu-1',
    labels: {
      'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
      'nvidia.com/gpu.memory': '81559',
      'nvidia.com/gpu.count': '8',
    },
  },
  status: {capacity: {cpu: '192', memory: '2000Gi', 'nvidia.com/gpu': '8'}},
}

const agent: ApiObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'agent', namespace: 'ome', labels: {'app.kubernetes.io/component': 'ome-model-agent-daemonset'}},
  spec: {nodeName: 'gpu-1', containers: [{name: 'agent', image: 'ome/model-agent:v0.1.5'}]},
}

const model = (name: string, storage: Record<string, unknown>): ApiObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name},
  spec: {storage},
})

const runtime: ApiObject = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterServingRuntime',
  metadata: {name: 'vllm-mistral'},
  spec: {
    supportedModelFormats: [
      {
        modelFormat: {name: 'safetensors', version: '1.0.0'},
        modelFramework: {name: 'transformers', version: '4.42.0.dev0'},
        modelArchitecture: 'MistralForCausalLM',
        autoSelect: true,
        priority: 1,
      },
    ],
    modelSizeRange: {min: '5B', max: '9B'},
    engineConfig: {
      runner: {
        name: 'ome-container',
        image: 'vllm/vllm-openai:v0.11.0',
        command: ['vllm', 'serve'],
        args: ['$(MODEL_PATH)', '--port=8080', '--served-model-name', 'mistral'],
        ports: [{containerPort: 8080, name: 'http1'}],
        resources: {limits: {'nvidia.com/gpu': '1'}},
      },
    },
  },
}

const service = (name: string, more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name, namespace: 'default'},
  spec: {model: {name: 'mistral-7b'}, engine: {minReplicas: 1, maxReplicas: 2}, ...more},
})

const conditionOf = (object: ApiObject | undefined, type: string): {status: string; reason: string} =>
  object?.status?.conditions?.find((condition: {type: string}) => condition.type === type)

describe('OME controllers', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    faults.length = 0
    cluster = await standingCluster({
      workloads: allWorkloads,
      crds: definitions.flatMap((plural) => {
        const found: unknown = crd(`${plural}.ome.io`)
        return found === undefined ? [] : [found as ApiObject]
      }),
      controllers: omeControllers,
      admissions: omeAdmissions,
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    cluster.api.create(
      {group: '', plural: 'namespaces'},
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'ome'}},
    )
    cluster.api.create(nodes, gpuNode)
    cluster.api.patch(nodes, 'gpu-1', undefined, {status: gpuNode['status']}, 'status')
    cluster.api.create(pods, agent)
    await cluster.advance(10_000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults, [])
  })

  const withMistral = async (): Promise<void> => {
    cluster.api.create(
      clusterBaseModels,
      model('mistral-7b', {storageUri: 'hf://mistralai/Mistral-7B-Instruct-v0.3', path: '/raid/models/mistral'}),
    )
    cluster.api.create(clusterServingRuntimes, runtime)
    await cluster.advance(60_000)
  }

  it('a model is downloaded, described by what was found and labelled on its node', async () => {
    await withMistral()

    const found = cluster.api.get(clusterBaseModels, 'mistral-7b')
    assert.deepEqual(found?.status, {state: 'Ready', nodesReady: ['gpu-1']})
    assert.equal(found?.spec.modelArchitecture, 'MistralForCausalLM')
    assert.equal(found?.spec.modelParameterSize, '7.25B')
    assert.equal(
      cluster.api.get(nodes, 'gpu-1')?.metadata.labels?.['models.ome.io/clusterbasemodel.mistral-7b'],
      'Ready',
    )
  })

  it('a gated model without a token fails on every node', async () => {
    cluster.api.create(
      clusterBaseModels,
      model('llama', {storageUri: 'hf://meta-llama/Llama-3.1-8B-Instruct', path: '/raid/models/llama'}),
    )

    await cluster.advance(60_000)

    assert.deepEqual(cluster.api.get(clusterBaseModels, 'llama')?.status, {state: 'Failed', nodesFailed: ['gpu-1']})
  })

  it('a model whose scheme has no downloader stays in transit', async () => {
    cluster.api.create(
      clusterBaseModels,
      model('bucket', {storageUri: 's3://bucket/model', path: '/raid/models/bucket'}),
    )

    await cluster.advance(600_000)

    assert.deepEqual(cluster.api.get(clusterBaseModels, 'bucket')?.status, {state: 'In_Transit'})
  })

  it('deleting a model cleans its nodes up first', async () => {
    await withMistral()

    cluster.api.delete(clusterBaseModels, 'mistral-7b')
    await cluster.advance(5000)

    assert.equal(cluster.api.get(clusterBaseModels, 'mistral-7b'), undefined)
    assert.equal(
      cluster.api.get(nodes, 'gpu-1')?.metadata.labels?.['models.ome.io/clusterbasemodel.mistral-7b'],
      undefined,
    )
  })

  it('a service becomes ready with all its children', async () => {
    await withMistral()
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
      ['chat', 'chat-engine'],
    )
  })

  it('changing the bounds scales the deployment', async () => {
    await withMistral()
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    cluster.api.patch(inferenceServices, 'chat', 'default', {spec: {engine: {minReplicas: 3, maxReplicas: 3}}})
    await cluster.advance(200_000)

    assert.equal(cluster.api.get(deployments, 'chat-engine', 'default')?.status.availableReplicas, 3)
  })

  it('a deployment scaled to nothing stays stopped', async () => {
    await withMistral()
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    cluster.api.patch(deployments, 'chat-engine', 'default', {spec: {replicas: 0}})
    await cluster.advance(200_000)

    assert.deepEqual(cluster.api.list(pods, {namespace: 'default'}), [])
    assert.equal(cluster.api.get(deployments, 'chat-engine', 'default')?.spec.replicas, 0)
  })

  it('a model too big for its GPUs crashes the engine and says so in the status', async () => {
    await withMistral()
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
    await withMistral()
    cluster.api.create(inferenceServices, service('chat'))
    await cluster.advance(200_000)

    cluster.api.delete(inferenceServices, 'chat', 'default', {propagation: 'Background'})
    await cluster.advance(60_000)

    for (const resource of [inferenceServices, deployments, services, pods]) {
      assert.deepEqual(cluster.api.list(resource, {namespace: 'default'}), [])
    }
  })

  const refusals: readonly [string, ApiObject, RegExp][] = [
    [
      'an unknown model',
      service('x', {model: {name: 'nope'}}),
      /referenced model "nope" not found in namespace "default": ensure a BaseModel exists/,
    ],
    ['a bad name', service('9lives'), /invalid InferenceService name "9lives", must match/],
    [
      'a decoder alone',
      service('x', {engine: undefined, decoder: {minReplicas: 1}}),
      /decoder cannot be specified without engine/,
    ],
    ['nothing to run', service('x', {model: undefined}), /model reference is required when runtime is not specified/],
    [
      'a wrong autoscaler',
      {...service('x'), metadata: {name: 'x', namespace: 'default', annotations: {'ome.io/autoscalerClass': 'magic'}}},
      /\[magic\] is not a supported autoscaler class type/,
    ],
  ]
  for (const [what, body, message] of refusals) {
    it(`admission refuses ${what}`, async () => {
      await withMistral()

      assert.throws(
        () => cluster.api.create(inferenceServices, body),
        (error) => error instanceof ApiError && error.status.code === 403 && message.test(error.message),
      )
    })
  }

  it('a named runtime that does not exist is admitted and shows as an event', async () => {
    await withMistral()
    cluster.api.create(inferenceServices, service('chat', {runtime: {name: 'nope'}}))

    await cluster.advance(5000)

    const found = cluster.api.list({group: '', plural: 'events'}, {namespace: 'default'})
    const event = found.find((one) => one['reason'] === 'RuntimeValidationError')
    assert.equal(event?.['message'], 'runtime nope not found in namespace default or at cluster scope')
    assert.equal(cluster.api.get(inferenceServices, 'chat', 'default')?.status, undefined)
  })

  it('an accelerator class lists the nodes with its labels', async () => {
    cluster.api.create(acceleratorClasses, {
      apiVersion: 'ome.io/v1beta1',
      kind: 'AcceleratorClass',
      metadata: {name: 'h100'},
      spec: {
        discovery: {nodeSelector: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3'}},
        capabilities: {memoryGB: '80Gi'},
      },
    })

    await cluster.advance(1000)

    const status = cluster.api.get(acceleratorClasses, 'h100')?.status
    assert.deepEqual([status.nodes, status.availableNodes], [['gpu-1'], 1])
  })
})
