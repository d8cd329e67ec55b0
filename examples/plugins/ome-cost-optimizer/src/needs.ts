import type {Need} from '@ome/sdk/need'

/** The rights of both commands: they look at the same things. */
export const needs = [
  {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'finds pods that hold GPUs'},
  {
    apiGroups: [''],
    resources: ['pods/proxy'],
    verbs: ['get'],
    scope: 'namespace',
    optional: true,
    why: 'asks engines how busy they are; without it nothing is idle or oversized',
  },
  {
    apiGroups: [''],
    resources: ['nodes'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: 'sees which GPUs they are; without it they have no price',
  },
] satisfies Need[]
