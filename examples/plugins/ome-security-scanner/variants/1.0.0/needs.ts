import type {Need} from '@ome/sdk/need'

export const needs: readonly Need[] = [
  {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'reads what runs'},
  {apiGroups: [''], resources: ['services'], verbs: ['list'], scope: 'namespace', why: 'finds open endpoints'},
]
