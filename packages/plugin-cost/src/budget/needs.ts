import type {Need} from '@ome/sdk/need'
import {readHeld, readServices} from '../needs.ts'

const budgets = (verbs: readonly string[], why: string): Need => ({
  scope: 'namespace',
  apiGroups: [''],
  resources: ['configmaps'],
  resourceNames: ['ome-budgets'],
  verbs,
  why,
})

const reads = budgets(['get'], 'reads the budgets')

export const showsBudgets: readonly Need[] = [reads, ...readServices]

export const exportsBudgets: readonly Need[] = [reads, ...readHeld]

export const setsBudgets: readonly Need[] = [
  reads,
  budgets(['patch'], 'writes the budget'),
  {scope: 'namespace', apiGroups: [''], resources: ['configmaps'], verbs: ['create'], why: 'writes the first budget'},
  {
    scope: 'namespace',
    apiGroups: ['ome.io'],
    resources: ['inferenceservices'],
    verbs: ['get'],
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
]

export const deletesBudgets: readonly Need[] = [reads, budgets(['patch'], 'takes the budget away')]
