import type {ObjectField} from '../../notation/field.ts'
import {acceleratorSelector} from '../ome/component.ts'
import {engine, router} from './component.ts'
import {canaryStatus, rollout, traffic} from './rollout.ts'

const address = {url: 'string', name: 'string', audience: 'string', CACerts: 'string'} as const satisfies ObjectField

const serviceCondition = {
  'type!': 'string',
  'status!': 'string',
  lastTransitionTime: 'string',
  message: 'string',
  reason: 'string',
  severity: 'string',
} as const satisfies ObjectField

const lifecycle = {
  currentRevision: 'string',
  updateRevision: 'string',
  replicas: 'int32',
  readyReplicas: 'int32',
  servingReplicas: 'int32',
  availableReplicas: 'int32',
  updatedReplicas: 'int32',
  updatedReadyReplicas: 'int32',
  labelSelector: 'string',
  conditions: {'[]': serviceCondition},
  rolloutHold: {
    gate: 'enum:Pairing|Ratio|Sequential|Budget|RetryBlock|Held|Plan',
    reason: 'string',
    target: 'string',
    since: 'time',
  },
} as const satisfies ObjectField

const componentStatus = {
  address,
  url: 'string',
  restURL: 'string',
  lifecycle,
  rolloutPhase: 'enum:Stable|Canarying|Pending|Paused|Promoting|RollingBack|RolledBack|Failed',
  latestCreatedRevision: 'string',
  latestReadyRevision: 'string',
  latestRolledoutRevision: 'string',
  previousRolledoutRevision: 'string',
  traffic: {
    '[]': {
      revisionName: 'string',
      percent: 'int64',
      tag: 'string',
      latestRevision: 'bool',
      pairingProtocol: 'string',
      url: 'string',
    },
    $: 'atomic',
  },
  canary: canaryStatus,
  autoscaler: {
    class: 'string',
    managedBy: 'enum:ome|external|none',
    specSource: 'enum:isvc|policy|runtime|legacy|default',
    currentReplicas: 'int32',
    desiredReplicas: 'int32',
    lastScaleTime: 'time',
    conditions: {'[]': serviceCondition},
    policy: 'string',
    shadowedPolicyRef: 'string',
  },
  scaleTargetRef: {apiVersion: 'string', kind: 'string', name: 'string'},
} as const satisfies ObjectField

const reference = {'name!': 'string'} as const satisfies ObjectField
const replicaRefs = {'[]': reference, $: 'atomic'} as const

/** The service of v1.3: modes by name, rollouts and load balancing; no predictor, no KEDA settings of its own. */
export const inferenceService = {
  spec: {
    deploymentMode: 'enum:OMENative|RawDeployment',
    model: {
      'name!': 'string',
      kind: 'string = "ClusterBaseModel"',
      apiGroup: 'string = "ome.io"',
      fineTunedWeights: '[string] atomic',
      overlays: {'[]': {'name!': 'string', kind: 'string', apiGroup: 'string'}, $: 'atomic'},
    },
    runtime: {
      'name!': 'string',
      kind: 'string = "ClusterServingRuntime"',
      apiGroup: 'string = "ome.io"',
      autoSync: 'bool = true',
      revision: 'string',
    },
    acceleratorSelector,
    engine,
    decoder: engine,
    router,
    traffic,
    rollout,
    scalingPolicy: {mode: 'enum:Independent|Proportional|Pinned'},
    placement: 'raw',
    routing: 'raw',
    replicaRefs: {engine: replicaRefs, decoder: replicaRefs, router: replicaRefs},
  },
  status: {
    $: 'raw',
    url: 'string',
    address,
    addresses: {'[]': address, $: 'atomic'},
    observedGeneration: 'int64',
    components: {'{}': componentStatus},
    modelStatus: 'raw',
    conditions: {'[]': serviceCondition},
    traffic: {algorithm: 'string', backendPolicyResource: 'raw', conditions: {'[]': serviceCondition}},
    pinnedRevisionName: 'string',
    lastRuntimeSyncToken: 'string',
  },
} as const satisfies ObjectField
