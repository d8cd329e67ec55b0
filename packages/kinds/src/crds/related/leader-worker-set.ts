import type {ObjectField} from '../../notation/field.ts'
import {condition} from '../shared.ts'

/** A pod template whose metadata the definition describes, so that labels and annotations survive. */
const podTemplate = {
  metadata: {
    annotations: '{string}',
    finalizers: '[string]',
    labels: '{string}',
    name: 'string',
    namespace: 'string',
  },
  spec: '@PodSpec',
} as const satisfies ObjectField

/** Groups of one leader and its workers, replicated. */
export const leaderWorkerSet = {
  spec: {
    replicas: 'int32 = 1',
    'leaderWorkerTemplate!': {
      leaderTemplate: podTemplate,
      'workerTemplate!': podTemplate,
      size: 'int32 = 1',
      restartPolicy:
        'enum:Default|RecreateGroupOnPodRestart|RecreateGroupAfterStart|None = "RecreateGroupOnPodRestart"',
      subGroupPolicy: {
        subGroupPolicyType: 'enum:LeaderWorker|LeaderExcluded = "LeaderWorker"',
        subGroupSize: 'int32',
      },
      volumeClaimTemplates: '[@PersistentVolumeClaim]',
      persistentVolumeClaimRetentionPolicy: '@apps/v1/StatefulSetPersistentVolumeClaimRetentionPolicy',
    },
    rolloutStrategy: {
      'type!': 'enum:RollingUpdate = "RollingUpdate"',
      rollingUpdateConfiguration: {
        partition: 'int32 = 0',
        maxUnavailable: 'int|string = 1',
        maxSurge: 'int|string = 0',
      },
    },
    startupPolicy: 'enum:LeaderCreated|LeaderReady = "LeaderCreated"',
    networkConfig: {'subdomainPolicy!': 'enum:Shared|UniquePerReplica'},
  },
  status: {
    replicas: 'int32',
    readyReplicas: 'int32',
    updatedReplicas: 'int32',
    hpaPodSelector: 'string',
    observedGeneration: 'int64 range 0..',
    conditions: {'[]': condition, $: 'map type'},
  },
} as const satisfies ObjectField
