import type {ObjectField} from '../../notation/field.ts'
import {condition} from '../shared.ts'

const instance = {
  'index!': 'int32',
  'phase!': 'enum:Pending|Creating|Ready|Updating|Restarting|Migrating|Failed|Deleting',
  incarnation: 'int32',
  revisionHash: 'string',
  podName: 'string',
  reason: 'string',
  message: 'string',
} as const satisfies ObjectField

/** The pods of one OMENative component, as the controller keeps them. */
export const inferenceReplica = {
  spec: {
    'component!': 'string',
    replicas: 'int32 = 1',
    inferenceService: 'string',
    revisionHash: 'string',
    worker: {size: 'int32'},
    template: {metadata: {labels: '{string}', annotations: '{string}'}, spec: '@PodSpec'},
    rollingUpdate: {maxSurge: 'int|string', maxUnavailable: 'int|string'},
    canary: {revisionHash: 'string', replicas: 'int32'},
    pauseMode: 'enum:Recover|Freeze',
  },
  status: {
    $: 'raw',
    replicas: 'int32',
    currentReplicas: 'int32',
    readyReplicas: 'int32',
    availableReplicas: 'int32',
    updatedReplicas: 'int32',
    labelSelector: 'string',
    currentRevision: 'string',
    updateRevision: 'string',
    observedGeneration: 'int64',
    instanceStatuses: {'[]': instance, $: 'map index'},
    conditions: {'[]': condition, $: 'map type'},
  },
} as const satisfies ObjectField
