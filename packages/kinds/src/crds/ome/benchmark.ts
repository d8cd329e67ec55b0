import type {ObjectField} from '../../notation/field.ts'
import {storage} from './model.ts'

/** What of the load generator's pod can be set. */
const podOverride = {
  image: 'string',
  env: '[@EnvVar] map name',
  envFrom: '[@EnvFromSource] atomic',
  resources: '@ResourceRequirements',
  volumes: '[@Volume] atomic',
  volumeMounts: '[@VolumeMount] map name',
  nodeSelector: '{string} atomic',
  affinity: '@Affinity',
  tolerations: '[@Toleration] atomic',
} as const satisfies ObjectField

export const benchmarkJob = {
  spec: {
    'endpoint!': {
      endpoint: {'url!': 'string ~httpUrl', 'apiFormat!': 'enum:openai|oci-cohere|cohere', modelName: 'string'},
      inferenceService: {'name!': 'string', 'namespace!': 'string'},
    },
    'task!': 'enum:text-to-text|image-to-text|text-to-embeddings|image-to-embeddings',
    'maxTimePerIteration!': 'int',
    'maxRequestsPerIteration!': 'int',
    'outputLocation!': storage,
    dataset: storage,
    trafficScenarios: '[string] set',
    numConcurrency: '[int] set',
    additionalRequestParams: '{string}',
    huggingFaceSecretReference: {'name!': 'string'},
    resultFolderName: 'string',
    serviceMetadata: {
      'engine!': 'enum:vLLM|SGLang|TGI',
      'version!': 'string',
      'gpuType!': 'enum:H100|A100|MI300|A10',
      'gpuCount!': 'int',
    },
    podOverride,
  },
  status: {
    'state!': 'enum:Pending|Running|Completed|Failed',
    startTime: 'time',
    completionTime: 'time',
    lastReconcileTime: 'time',
    failureMessage: 'string',
    details: 'string',
  },
} as const satisfies ObjectField
