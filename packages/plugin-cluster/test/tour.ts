import type {KubeObject} from '@ome/sdk/kube'

const created = '2026-11-14T12:00:00Z'
const recent = '2026-11-21T11:58:00Z'

export const service = (
  name: string,
  namespace: string,
  model: string,
  labels: Record<string, string> = {},
): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name,
    namespace,
    labels,
    uid: `isvc-${namespace}-${name}`,
    resourceVersion: '1',
    creationTimestamp: created,
    managedFields: [{manager: 'x'}],
    annotations: {'ome.io/deploymentMode': 'RawDeployment'},
  },
  spec: {
    model: {name: model, kind: 'ClusterBaseModel', apiGroup: 'ome.io'},
    engine: {minReplicas: 3, maxReplicas: 3},
  },
  status: {url: `http://${name}.${namespace}.svc.cluster.local:8080`, conditions: [{type: 'Ready', status: 'True'}]},
})

const podSpec = {
  nodeName: 'gpu-1',
  containers: [{name: 'ome-container', resources: {limits: {'nvidia.com/gpu': '4'}, requests: {memory: '80Gi'}}}],
}

export const deployment = (name: string, namespace: string, ready = 3): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: `${name}-engine`,
    namespace,
    uid: `deploy-${namespace}-${name}`,
    resourceVersion: '1',
    labels: {'ome.io/inferenceservice': name, component: 'engine'},
    ownerReferences: [
      {
        apiVersion: 'ome.io/v1beta1',
        kind: 'InferenceService',
        name,
        uid: `isvc-${namespace}-${name}`,
        controller: true,
      },
    ],
  },
  spec: {
    replicas: 3,
    template: {metadata: {labels: {'serving-runtime': 'vllm-llama', component: 'engine'}}, spec: podSpec},
  },
  status: {replicas: 3, readyReplicas: ready, updatedReplicas: 3},
})

export const pod = (service: string, namespace: string, index: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `${service}-engine-${index}`,
    namespace,
    uid: `pod-${namespace}-${service}-${index}`,
    resourceVersion: '1',
    creationTimestamp: created,
    labels: {'ome.io/inferenceservice': service, component: 'engine', 'serving-runtime': 'vllm-llama'},
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: `${service}-engine`,
        uid: `deploy-${namespace}-${service}`,
        controller: true,
      },
    ],
  },
  spec: podSpec,
  status: {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}], containerStatuses: [{restartCount: 0}]},
})

export const clusterModel = (name: string): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name, uid: `cbm-${name}`, resourceVersion: '1', creationTimestamp: created},
  spec: {
    vendor: 'meta',
    modelParameterSize: '70.6B',
    modelArchitecture: 'LlamaForCausalLM',
    modelFormat: {name: 'safetensors'},
    modelType: 'llama',
    storage: {storageUri: `hf://meta-llama/${name}`},
  },
  status: {state: 'Ready', nodesReady: ['gpu-1']},
})

export const model = (name: string, namespace: string, uri = 'hf://x/y'): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'BaseModel',
  metadata: {name, namespace, uid: `bm-${namespace}-${name}`, resourceVersion: '1', creationTimestamp: created},
  spec: {storage: {storageUri: uri}},
  status: {state: 'In_Transit'},
})

export const runtime: KubeObject = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterServingRuntime',
  metadata: {name: 'vllm-llama', uid: 'csr', resourceVersion: '1', creationTimestamp: created},
  spec: {
    supportedModelFormats: [
      {modelFormat: {name: 'safetensors'}, modelArchitecture: 'LlamaForCausalLM', autoSelect: true},
    ],
    modelSizeRange: {min: '60B', max: '75B'},
    engineConfig: {runner: {image: 'vllm/vllm-openai:v0.9', resources: {limits: {'nvidia.com/gpu': '4'}}}},
  },
}

export const node = (name: string, product: string, gpus: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    uid: `node-${name}`,
    resourceVersion: '1',
    labels: {'nvidia.com/gpu.product': product},
    creationTimestamp: created,
  },
  spec: {},
  status: {allocatable: {'nvidia.com/gpu': String(gpus)}, conditions: [{type: 'Ready', status: 'True'}]},
})

export const acceleratorClass: KubeObject = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'AcceleratorClass',
  metadata: {name: 'nvidia-h100', uid: 'ac', resourceVersion: '1', creationTimestamp: created},
  spec: {
    vendor: 'nvidia',
    family: 'hopper',
    capabilities: {memoryGB: '80Gi'},
    discovery: {nodeSelector: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3'}},
  },
}

export const event = (
  name: string,
  namespace: string,
  about: KubeObject,
  reason: string,
  message: string,
  more: object = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {name, namespace, uid: `event-${name}`, resourceVersion: '1', creationTimestamp: recent},
  involvedObject: {
    kind: about.kind,
    name: about.metadata.name,
    namespace: about.metadata.namespace,
    uid: about.metadata.uid,
  },
  type: 'Normal',
  reason,
  message,
  firstTimestamp: recent,
  lastTimestamp: recent,
  count: 1,
  ...more,
})

/** A ready service with three pods of four GPUs, its model and runtime, and a node group without a class. */
export const tour: readonly KubeObject[] = [
  service('prod-llama', 'default', 'llama-3-3-70b-instruct', {env: 'production'}),
  deployment('prod-llama', 'default'),
  ...[0, 1, 2].map((index) => pod('prod-llama', 'default', index)),
  service('chat', 'team', 'gone-model'),
  clusterModel('llama-3-3-70b-instruct'),
  model('team-model', 'team', 's3://bucket/x'),
  runtime,
  acceleratorClass,
  node('gpu-1', 'NVIDIA-H100-80GB-HBM3', 16),
  node('gpu-2', 'NVIDIA-L40S', 4),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'web', namespace: 'default', uid: 'svc-web', resourceVersion: '1'},
    spec: {},
  },
]
