import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'

export const autoScaling = {
  minReplicas: 'int32',
  'maxReplicas!': 'int32',
  metrics: '[@autoscaling/v2/MetricSpec] atomic',
} as const satisfies ObjectField

/** Pods of Kubernetes 1.35, which had a reference to a workload that 1.36 replaced. */
const podSpec = {
  $: '...PodSpec',
  'containers!': '[@Container] map name',
  workloadRef: {'name!': 'string', 'podGroup!': 'string', podGroupReplicaKey: 'string'},
} as const satisfies ObjectField

export const podCliqueSpec = {
  'roleName!': 'string',
  'replicas!': 'int32',
  minAvailable: 'int32',
  'podSpec!': podSpec,
  startsAfter: '[string]',
  autoScalingConfig: autoScaling,
} as const satisfies ObjectField

export const lastErrors = {
  '[]': {'code!': 'string', 'description!': 'string', 'observedAt!': 'time'},
} as const

/** A count that is always there. */
export const count = 'int32 = 0'

/** Pods of one role. */
export const podClique = {
  'spec!': podCliqueSpec,
  status: {
    observedGeneration: 'int64',
    replicas: 'int32',
    'readyReplicas!': count,
    'scheduledReplicas!': count,
    'scheduleGatedReplicas!': count,
    'updatedReplicas!': count,
    hpaPodSelector: 'string',
    currentPodCliqueSetGenerationHash: 'string',
    currentPodTemplateHash: 'string',
    conditions,
    lastErrors,
    updateProgress: {
      'podCliqueSetGenerationHash!': 'string',
      'podTemplateHash!': 'string',
      readyPodsSelectedToUpdate: {'current!': 'string', completed: '[string]'},
      updateStartedAt: 'time',
      updateEndedAt: 'time',
    },
  },
} as const satisfies ObjectField

/** PodCliques that scale together. */
export const podCliqueScalingGroup = {
  'spec!': {'replicas!': 'int32 = 1', minAvailable: 'int32 = 1', 'cliqueNames!': '[string]'},
  status: {
    observedGeneration: 'int64',
    replicas: 'int32',
    'availableReplicas!': count,
    'scheduledReplicas!': count,
    'updatedReplicas!': count,
    selector: 'string',
    currentPodCliqueSetGenerationHash: 'string',
    conditions,
    lastErrors,
    updateProgress: {
      'podCliqueSetGenerationHash!': 'string',
      'updateStartedAt!': 'time',
      updateEndedAt: 'time',
      totalPodCliquesCount: count,
      updatedPodCliquesCount: count,
      readyReplicaIndicesSelectedToUpdate: {'current!': 'int32', completed: '[int32]'},
    },
  },
} as const satisfies ObjectField
