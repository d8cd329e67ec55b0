import type {ObjectField} from '../../notation/field.ts'
import {condition} from '../shared.ts'

const budget = {
  'resourceName!': 'string',
  'resourceFlavor!': 'string',
  'nominal!': 'int|string',
  policy: 'string',
  borrowingLimit: 'int|string',
  lendingLimit: 'int|string',
  perCluster: {'[]': 'raw', $: 'atomic'},
} as const satisfies ObjectField

export const acceleratorQuota = {
  spec: {
    'role!': 'enum:Cohort|ClusterQueue',
    parentRef: {'name!': 'string'},
    priorityTier: 'string',
    distribution: {policy: 'enum:Explicit|Proportional'},
    budgets: {'[]': budget, $: 'items ..16 atomic'},
  },
  status: {$: 'raw', conditions: {'[]': condition, $: 'map type'}},
} as const satisfies ObjectField

/** Kinds that controllers write for themselves, or that are off by default: nothing of their inside is checked. */
export const opaque = {spec: 'raw', status: 'raw'} as const satisfies ObjectField
