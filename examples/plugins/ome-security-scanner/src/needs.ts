import type {Need} from '@ome/sdk/need'

export const needs: readonly Need[] = [
  {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'reads what runs'},
  {apiGroups: [''], resources: ['services'], verbs: ['list'], scope: 'namespace', why: 'finds open endpoints'},
  {
    apiGroups: ['networking.k8s.io'],
    resources: ['networkpolicies'],
    verbs: ['list'],
    scope: 'namespace',
    optional: true,
    why: 'finds pods no policy covers',
  },
]
