import type {ObjectField} from '../../notation/field.ts'

const trigger = {
  'type!': 'string',
  'metadata!': '{string}',
  name: 'string',
  metricType: 'string',
  useCachedMetrics: 'bool',
  authenticationRef: {'name!': 'string', kind: 'string'},
} as const satisfies ObjectField

/** Scaling of a workload by events and metrics. */
export const scaledObject = {
  'spec!': {
    'scaleTargetRef!': {'name!': 'string', apiVersion: 'string', kind: 'string', envSourceContainerName: 'string'},
    'triggers!': {'[]': trigger},
    pollingInterval: 'int32',
    initialCooldownPeriod: 'int32',
    cooldownPeriod: 'int32',
    idleReplicaCount: 'int32',
    minReplicaCount: 'int32',
    maxReplicaCount: 'int32',
    fallback: {
      'failureThreshold!': 'int32',
      'replicas!': 'int32',
      behavior: 'enum:static|currentReplicas|currentReplicasIfHigher|currentReplicasIfLower = "static"',
    },
    advanced: {
      restoreToOriginalReplicaCount: 'bool',
      horizontalPodAutoscalerConfig: {name: 'string', behavior: '@autoscaling/v2/HorizontalPodAutoscalerBehavior'},
      scalingModifiers: {
        formula: 'string',
        target: 'string',
        activationTarget: 'string',
        metricType: 'enum:AverageValue|Value',
      },
    },
  },
  status: {
    scaleTargetKind: 'string',
    scaleTargetGVKR: {'group!': 'string', 'version!': 'string', 'kind!': 'string', 'resource!': 'string'},
    originalReplicaCount: 'int32',
    pausedReplicaCount: 'int32',
    lastActiveTime: 'time',
    externalMetricNames: '[string]',
    resourceMetricNames: '[string]',
    compositeScalerName: 'string',
    hpaName: 'string',
    triggersTypes: 'string',
    authenticationsTypes: 'string',
    health: {'{}': {status: 'string', numberOfFailures: 'int32'}},
    conditions: {'[]': {'type!': 'string', 'status!': 'string', reason: 'string', message: 'string'}},
  },
} as const satisfies ObjectField
