import type {ObjectField} from '../../notation/field.ts'

/** Where weights or data lie and which nodes get them. */
export const storage = {
  'storageUri!': 'string',
  path: 'string',
  schemaPath: 'string',
  key: 'string',
  parameters: '{string}',
  nodeSelector: '{string} atomic',
  nodeAffinity: '@NodeAffinity',
  downloadPolicy: 'enum:AlwaysDownload|ReuseIfExists',
} as const satisfies ObjectField

/** A named version that a model has, or that a runtime accepts by comparison with `operator`. */
export const versioned = {
  'name!': 'string',
  version: 'string',
  operator: 'string = "Equal"',
  weight: 'int64 = 1',
} as const satisfies ObjectField

const pipelinePart = {library: 'string', type: 'string'} as const satisfies ObjectField

export const diffusionPipeline = {
  className: 'string',
  scheduler: pipelinePart,
  textEncoder: pipelinePart,
  tokenizer: pipelinePart,
  transformer: pipelinePart,
  vae: pipelinePart,
  additionalComponents: {'{}': pipelinePart, $: 'atomic'},
} as const satisfies ObjectField

const modelStatus = {
  'state!': 'enum:Creating|Importing|In_Transit|In_Training|Ready|Failed',
  lifecycle: 'string',
  nodesReady: '[string] atomic',
  nodesFailed: '[string] atomic',
} as const satisfies ObjectField

const catalogueEntry = {
  displayName: 'string',
  version: 'string',
  vendor: 'string',
  compartmentID: 'string',
  disabled: 'bool',
} as const satisfies ObjectField

export const baseModel = {
  spec: {
    ...catalogueEntry,
    'storage!': storage,
    modelFormat: versioned,
    modelFramework: versioned,
    modelType: 'string',
    modelArchitecture: 'string',
    modelParameterSize: 'string',
    quantization: 'string',
    modelCapabilities: '[string] atomic',
    apiCapabilities: '[string] atomic',
    maxTokens: 'int32',
    diffusionPipeline,
    modelConfiguration: 'raw',
    servingMode: '[string] atomic',
    additionalMetadata: '{string}',
  },
  status: modelStatus,
} as const satisfies ObjectField

const reference = {'name!': 'string', namespace: 'string'} as const satisfies ObjectField

export const fineTunedWeight = {
  spec: {
    ...catalogueEntry,
    'storage!': storage,
    'baseModelRef!': reference,
    'modelType!': 'string',
    'hyperParameters!': 'raw',
    configuration: 'raw',
    trainingJobRef: reference,
  },
  status: modelStatus,
} as const satisfies ObjectField
