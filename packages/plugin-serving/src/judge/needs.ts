import {machines} from '@ome/inference-model/deploy/needs'
import type {Need} from '@ome/sdk/need'
import {measures} from '../measure/needs.ts'
import {readModel} from '../needs.ts'

const usage: Need = {
  scope: 'namespace',
  apiGroups: ['metrics.k8s.io'],
  resources: ['pods'],
  verbs: ['list'],
  optional: true,
  why: 'tells the memory that its pods use',
}

/** Judging a service: its numbers, the memory of its pods, and whether there is room for more of them. */
export const judges: readonly Need[] = [...measures, usage, ...machines, ...readModel]

export const optimizes: readonly Need[] = [
  ...judges,
  {
    scope: 'namespace',
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['patch'],
    optional: true,
    why: 'with --apply, sets replicas and resources',
  },
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['get', 'create'],
    optional: true,
    why: 'with --apply, writes down what was changed',
  },
]
