import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'
import {optional, readServices} from '../needs.ts'

const kaito = (verbs: readonly string[]): Need => ({
  scope: 'namespace',
  apiGroups: ['kaito.sh'],
  resources: ['workspaces', 'inferencesets', 'ragengines'],
  verbs,
  optional: true,
  why: 'reads what KAITO runs',
})

export const readsHistory: readonly Need[] = [
  {
    scope: 'namespace',
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['get'],
    optional: true,
    why: 'reads the service',
  },
  ...optional(readServices),
  kaito(['get', 'list']),
  ...readsOperator,
]

export const recordsCosts: readonly Need[] = [...optional(readServices), kaito(['list']), ...readsOperator]
