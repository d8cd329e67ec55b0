import type {Need} from '@ome/sdk/need'
import {updates} from '../deploy/needs.ts'
import {machines, readModel, readService} from '../needs.ts'

/** Asking engines, a Prometheus of the cluster, and the exporters of GPU metrics. */
export const measures: readonly Need[] = [
  ...readService,
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['pods/proxy'],
    verbs: ['get'],
    why: 'asks the engines for their metrics',
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['services', 'pods'],
    verbs: ['list'],
    optional: true,
    why: 'looks for a Prometheus, and for the exporters of GPU metrics',
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['services/proxy', 'pods/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks them',
  },
]

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
  ...updates.filter(({why}) => !why.startsWith('with --model')).map((need) => ({...need, optional: true})),
]
