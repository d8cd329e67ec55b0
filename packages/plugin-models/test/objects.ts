import type {KubeObject} from '@ome/sdk/kube'

/** Objects of a small GPU cluster with OME, for whole-command tests. */
export const gpuCluster: readonly KubeObject[] = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'ome'}},
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'ml'}},
  gpuNode('h100-1', 'NVIDIA-H100-80GB-HBM3', 8, 81559),
  gpuNode('h100-2', 'NVIDIA-H100-80GB-HBM3', 8, 81559),
  gpuNode('l4-1', 'NVIDIA-L4', 2, 23034),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {name: 'hf-token', namespace: 'ome'},
    data: {token: Buffer.from('hf_sandbox').toString('base64')},
  },
  agent(),
  runtime('srt-llama-70b', {gpus: 4}),
  runtime('vllm-llama-70b', {gpus: 4, image: 'vllm/vllm-openai:v0.11.0', min: '60B', max: '80B'}),
  runtime('srt-llama-70b-rdma', {gpus: 4, autoSelect: false}),
  runtime('srt-llama-8b', {gpus: 1, version: '4.42.3', min: '7B', max: '9B'}),
  runtime('srt-mistral-7b', {
    gpus: 1,
    architecture: 'MistralForCausalLM',
    version: '4.42.0.dev0',
    min: '5B',
    max: '9B',
  }),
  {
    apiVersion: 'ome.io/v1beta1',
    kind: 'AcceleratorClass',
    metadata: {name: 'nvidia-h100'},
    spec: {
      vendor: 'nvidia',
      discovery: {nodeSelector: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3'}},
      capabilities: {memoryGB: '80Gi'},
    },
  },
]

/** A model whose metadata is known. */
export const llama: KubeObject = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name: 'llama-3-3-70b-instruct'},
  spec: {
    vendor: 'meta',
    storage: {
      storageUri: 'hf://meta-llama/Llama-3.3-70B-Instruct',
      path: '/raid/models/meta-llama/Llama-3.3-70B-Instruct',
      key: 'hf-token',
    },
    modelFormat: {name: 'safetensors', version: '1.0.0'},
    modelFramework: {name: 'transformers', version: '4.47.0.dev0'},
    modelType: 'llama',
    modelArchitecture: 'LlamaForCausalLM',
    modelParameterSize: '70.6B',
    modelCapabilities: ['TEXT_TO_TEXT'],
    maxTokens: 131072,
  },
}

function gpuNode(name: string, product: string, gpus: number, memoryMiB: number): KubeObject {
  const capacity = {cpu: '96', memory: '1000Gi', pods: '110', 'nvidia.com/gpu': String(gpus)}
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {pool: 'gpu', 'nvidia.com/gpu.product': product, 'nvidia.com/gpu.memory': String(memoryMiB)},
    },
    status: {capacity, allocatable: capacity},
  }
}

function agent(): KubeObject {
  const labels = {'app.kubernetes.io/component': 'ome-model-agent-daemonset'}
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {name: 'ome-model-agent-daemonset', namespace: 'ome', labels},
    spec: {
      selector: {matchLabels: labels},
      template: {
        metadata: {labels},
        spec: {
          nodeSelector: {pool: 'gpu'},
          containers: [
            {name: 'model-agent', image: 'ome/model-agent:v0.1.5', args: ['--models-root-dir', '/raid/models']},
          ],
          volumes: [{name: 'models', hostPath: {path: '/raid/models'}}],
        },
      },
    },
  }
}

interface RuntimeShape {
  readonly gpus: number
  readonly architecture?: string
  readonly version?: string
  readonly image?: string
  readonly min?: string
  readonly max?: string
  readonly autoSelect?: boolean
}

function runtime(name: string, shape: RuntimeShape): KubeObject {
  return {
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterServingRuntime',
    metadata: {name},
    spec: {
      supportedModelFormats: [
        {
          modelFormat: {name: 'safetensors', version: '1.0.0'},
          modelFramework: {name: 'transformers', version: shape.version ?? '4.47.0.dev0'},
          modelArchitecture: shape.architecture ?? 'LlamaForCausalLM',
          autoSelect: shape.autoSelect ?? true,
          priority: 1,
        },
      ],
      modelSizeRange: {min: shape.min ?? '65B', max: shape.max ?? '75B'},
      engineConfig: {
        runner: {
          name: 'ome-container',
          image: shape.image ?? 'lmsysorg/sglang:v0.5.3',
          resources: {requests: {memory: '160Gi'}, limits: {'nvidia.com/gpu': String(shape.gpus)}},
        },
      },
    },
  }
}
