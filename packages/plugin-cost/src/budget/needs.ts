import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'
import {optional, readHeld, readServices} from '../needs.ts'

const budgets = (verbs: readonly string[], why: string): Need => ({
  scope: 'namespace',
  apiGroups: [''],
  resources: ['configmaps'],
  resourceNames: ['ome-budgets'],
  verbs,
  why,
})

const kaito = (verbs: readonly string[]): Need => ({
  scope: 'namespace',
  apiGroups: ['kaito.sh'],
  resources: ['workspaces', 'inferencesets', 'ragengines'],
  verbs,
  optional: true,
  why: 'reads what KAITO runs',
})

const reads = budgets(['get'], 'reads the budgets')

export const showsBudgets: readonly Need[] = [reads, ...optional(readServices), kaito(['list']), ...readsOperator]

export const exportsBudgets: readonly Need[] = [reads, ...optional(readHeld), kaito(['list']), ...readsOperator]

export const setsBudgets: readonly Need[] = [
  reads,
  budgets(['patch'], 'writes the budget'),
  {scope: 'namespace', apiGroups: [''], resources: ['configmaps'], verbs: ['create'], why: 'writes the first budget'},
  {
    scope: 'namespace',
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['get'],
    optional: true,
    why: 'says whether there is such a service',
  },
  {
    scope: 'namespace',
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['list'],
    optional: true,
    why: 'says which service was meant',
  },
  kaito(['get', 'list']),
]

export const deletesBudgets: readonly Need[] = [reads, budgets(['patch'], 'takes the budget away')]
