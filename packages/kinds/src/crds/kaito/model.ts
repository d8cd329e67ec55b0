import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'

/** One model as separate prefill and decode roles. */
export const multiRoleInference = {
  'spec!': {
    'labelSelector!': {
      $: '...LabelSelector atomic',
      $rules: [
        {
          rule: '(has(self.matchLabels) && size(self.matchLabels) > 0) || (has(self.matchExpressions) && size(self.matchExpressions) > 0)',
          message: 'labelSelector must have at least one matchLabels or matchExpressions entry',
        },
      ],
    },
    'model!': {'name!': 'string', modelAccessSecret: 'string'},
    'roles!': {
      '[]': {
        'type!': 'enum:prefill|decode',
        replicas: 'int32 range 1..',
        instanceType: 'string',
        runtimeConfig: 'string',
      },
      $: 'items 2..2',
      $rules: [
        {
          rule: "self.exists(r, r.type == 'prefill') && self.exists(r, r.type == 'decode')",
          message: 'exactly one prefill and one decode role required',
        },
      ],
    },
    eppPluginsConfig: 'string',
  },
  status: {conditions, observedGeneration: 'int64'},
} as const satisfies ObjectField

/** A copy of a model's weights on a volume of the cluster. */
export const modelMirror = {
  spec: {
    source: {'registry!': 'enum:huggingface', 'modelID!': 'string', accessSecret: '@ObjectReference'},
    storage: {'size!': 'string', storageClassName: 'string'},
    mode: 'enum:Managed|Static = "Managed"',
    jobNamespace: 'string',
    serviceAccountName: 'string',
  },
  status: {
    phase: 'enum:Pending|Ready',
    modelPath: 'string',
    conditions,
    download: {'remainingSeconds!': 'int64', 'speedBytesPerSecond!': 'int64'},
    failureMessage: 'string',
    lastDownloadTime: 'time',
  },
} as const satisfies ObjectField
