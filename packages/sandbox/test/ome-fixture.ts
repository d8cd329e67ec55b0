import {crd} from '@ome/kinds/crd'
import type {ApiObject} from '../src/api.ts'
import {nodes, pods} from '../src/controllers/resources.ts'
import {allWorkloads} from '../src/engines/workloads.ts'
import {omeAdmissions} from '../src/ome/admission.ts'
import {gatewayController} from '../src/ome/gateway.ts'
import {kedaController} from '../src/ome/keda.ts'
import {omeControllers} from '../src/ome/ome.ts'
import {clusterBaseModels, clusterServingRuntimes} from '../src/ome/resources.ts'
import {type StandingCluster, standingCluster} from '../src/standing-cluster.ts'

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

export const model = (name: string, storage: Record<string, unknown>): ApiObject => ({
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

export const service = (name: string, more: Record<string, unknown> = {}): ApiObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name, namespace: 'default'},
  spec: {model: {name: 'mistral-7b'}, engine: {minReplicas: 1, maxReplicas: 2}, ...more},
})

export const conditionOf = (object: ApiObject | undefined, type: string): {status: string; reason: string} =>
  object?.status?.conditions?.find((condition: {type: string}) => condition.type === type)

/** Events of one reason in the default namespace. */
export const eventsOf = (cluster: StandingCluster, reason: string): ApiObject[] =>
  cluster.api.list({group: '', plural: 'events'}, {namespace: 'default'}).filter((one) => one['reason'] === reason)

/** One node with eight H100, OME's agent on it and the definitions of `neighbours`; faults of the emulation go to `faults`. */
export async function omeCluster(
  faults: string[],
  neighbours: readonly string[] = [],
  instead: Partial<Parameters<typeof standingCluster>[0]> = {},
): Promise<StandingCluster> {
  const cluster = await standingCluster({
    workloads: allWorkloads,
    crds: [...definitions.map((plural) => `${plural}.ome.io`), ...neighbours].flatMap((name) => {
      const found: unknown = crd(name)
      return found === undefined ? [] : [found as ApiObject]
    }),
    controllers: [...omeControllers, kedaController, gatewayController],
    admissions: omeAdmissions,
    start: Date.parse('2026-11-21T12:00:00Z'),
    log: (line) => faults.push(line),
    ...instead,
  })
  cluster.api.create({group: '', plural: 'namespaces'}, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'ome'}})
  cluster.api.create(nodes, gpuNode)
  cluster.api.patch(nodes, 'gpu-1', undefined, {status: gpuNode['status']}, 'status')
  cluster.api.create(pods, agent)
  await cluster.advance(10_000)
  return cluster
}

/** A model that is ready, and a runtime that serves it. */
export async function withMistral(cluster: StandingCluster): Promise<void> {
  const storage = {storageUri: 'hf://mistralai/Mistral-7B-Instruct-v0.3', path: '/raid/models/mistral'}
  cluster.api.create(clusterBaseModels, model('mistral-7b', storage))
  cluster.api.create(clusterServingRuntimes, runtime)
  await cluster.advance(60_000)
}
