import type {ObjectField} from '../../notation/field.ts'
import {engineConfig, routerConfig} from './component.ts'
import {diffusionPipeline, versioned} from './model.ts'

const parallelism = {
  tensorParallelSize: 'int64 range 0..',
  pipelineParallelSize: 'int64 range 0..',
  dataParallelSize: 'int64 range 0..',
} as const satisfies ObjectField

const supportedFormat = {
  'modelFormat!': versioned,
  'modelFramework!': versioned,
  modelArchitecture: 'string',
  modelType: 'string',
  quantization: 'string',
  diffusionPipeline,
  autoSelect: 'bool',
  priority: 'int32 range 1..',
  name: 'string',
  version: 'string',
  acceleratorConfig: {
    '{}': {
      minMemoryPerBillionParams: 'int64 range 0..',
      tensorParallelismOverride: parallelism,
      runtimeArgsOverride: '[string] atomic',
      environmentOverride: '{string}',
    },
  },
} as const satisfies ObjectField

/** Pod-level fields that runtimes without engineConfig use. */
const pod = {
  containers: '[@Container] map name',
  volumes: '[@Volume] map name',
  imagePullSecrets: '[@LocalObjectReference] map name',
  nodeSelector: '{string}',
  affinity: '@Affinity',
  tolerations: '[@Toleration] atomic',
  labels: '{string}',
  annotations: '{string}',
  schedulerName: 'string',
  dnsPolicy: 'string',
  hostIPC: 'bool',
  hostNetwork: 'bool',
} as const satisfies ObjectField

export const servingRuntime = {
  spec: {
    supportedModelFormats: {'[]': supportedFormat, $: 'atomic'},
    modelSizeRange: {min: 'string', max: 'string'},
    acceleratorRequirements: {
      acceleratorClasses: '[string] atomic',
      minMemory: 'int64 range 0..',
      minComputePerformanceTFLOPS: 'int64 range 0..',
      minArchitectureVersion: 'string',
      requiredFeatures: '[string] atomic',
      preferredPrecisions: '[string] atomic',
    },
    protocolVersions: '[string] atomic',
    disabled: 'bool',
    engineConfig,
    decoderConfig: engineConfig,
    routerConfig,
    ...pod,
    workers: {...pod, size: 'int'},
  },
  status: 'object',
} as const satisfies ObjectField
