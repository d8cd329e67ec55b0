import {decidesServices, machines} from '@ome/inference-model/deploy/needs'
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

const optional = (needs: readonly Need[]): readonly Need[] => needs.map((need) => ({...need, optional: true}))

/** Looking for other ways to run it: models, runtimes, machines and prices. */
const searches: readonly Need[] = [
  ...optional(decidesServices),
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: ['list'],
    optional: true,
    why: "reads the models' config.json as the nodes' agents report it",
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks OpenCost for prices',
  },
]

export const optimizes: readonly Need[] = [
  ...judges,
  ...searches,
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
