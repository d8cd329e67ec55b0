import type {ObjectField} from '../../notation/field.ts'
import {acceleratorSelector, component, engine, router, serviceKedaConfig, workers} from './component.ts'

/** The older single component; engine, decoder and router replace it. */
const predictor = {
  ...component,
  model: {
    $: '...Container',
    baseModel: 'string',
    fineTunedWeights: '[string] atomic',
    protocolVersion: 'string',
    runtime: 'string',
    runtimeVersion: 'string',
    storageUri: 'string',
  },
  workerSpec: workers,
} as const satisfies ObjectField

const address = {url: 'string', name: 'string', audience: 'string', CACerts: 'string'} as const satisfies ObjectField

const componentStatus = {
  address,
  url: 'string',
  restURL: 'string',
  latestCreatedRevision: 'string',
  latestReadyRevision: 'string',
  latestRolledoutRevision: 'string',
  previousRolledoutRevision: 'string',
  selectedAccelerator: {
    'acceleratorClass!': 'string',
    nodeSelector: '{string}',
    reason: 'string',
    resourceRequests: '{string}',
  },
  traffic: {
    '[]': {
      configurationName: 'string',
      latestRevision: 'bool',
      percent: 'int64',
      revisionName: 'string',
      tag: 'string',
      url: 'string',
    },
    $: 'atomic',
  },
} as const satisfies ObjectField

const failureReasons =
  'BaseModelNotReady|BaseModelNotFound|ModelLoadFailed|RuntimeUnhealthy|RuntimeDisabled|NoSupportingRuntime|RuntimeNotRecognized|InvalidPredictorSpec'

const modelStates = '|Pending|Standby|Loading|Loaded|FailedToLoad'

const modelStatus = {
  'transitionStatus!': 'enum:|UpToDate|InProgress|BlockedByFailedLoad|InvalidSpec = "UpToDate"',
  modelRevisionStates: {
    'activeModelState!': `enum:${modelStates} = "Pending"`,
    targetModelState: `enum:${modelStates} = ""`,
  },
  modelCopies: {'failedCopies!': 'int = 0', totalCopies: 'int'},
  lastFailureInfo: {
    reason: `enum:${failureReasons}`,
    location: 'string',
    message: 'string',
    modelRevisionName: 'string',
    exitCode: 'int32',
    time: 'time',
  },
} as const satisfies ObjectField

export const inferenceService = {
  spec: {
    model: {
      'name!': 'string',
      kind: 'string = "ClusterBaseModel"',
      apiGroup: 'string = "ome.io"',
      fineTunedWeights: '[string] atomic',
    },
    runtime: {'name!': 'string', kind: 'string = "ClusterServingRuntime"', apiGroup: 'string = "ome.io"'},
    acceleratorSelector,
    engine,
    decoder: engine,
    router,
    predictor,
    kedaConfig: serviceKedaConfig,
  },
  status: {
    $: 'raw',
    url: 'string',
    address,
    observedGeneration: 'int64',
    annotations: '{string}',
    components: {'{}': componentStatus},
    modelStatus,
    conditions: {
      '[]': {
        'type!': 'string',
        'status!': 'string',
        lastTransitionTime: 'string',
        message: 'string',
        reason: 'string',
        severity: 'string',
      },
    },
  },
} as const satisfies ObjectField
