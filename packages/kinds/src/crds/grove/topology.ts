import type {ObjectField, Rule} from '../../notation/field.ts'
import {conditions} from '../shared.ts'

const key = 'string len 1..63 ~nodeLabel'

const unique = (field: string): Rule => ({
  rule: `self.all(x, self.filter(y, y.${field} == x.${field}).size() == 1)`,
  message: `${field} must be unique across all levels`,
})

/** Up to version alpha.8; ClusterTopologyBinding replaces it. */
export const clusterTopology = {
  'spec!': {
    'levels!': {
      '[]': {'domain!': 'enum:region|zone|datacenter|block|rack|host|numa', 'key!': key},
      $: 'items 1..7',
      $rules: [unique('domain'), unique('key')],
    },
  },
} as const satisfies ObjectField

const scheduler = {'schedulerName!': 'string', 'topologyReference!': 'string'} as const satisfies ObjectField

/** Names of topology levels and the node labels that stand for them. */
export const clusterTopologyBinding = {
  'spec!': {
    'levels!': {'[]': {'domain!': 'string len 1..63 ~domain', 'key!': key}, $: 'items 1..'},
    schedulerTopologyBindings: {'[]': scheduler},
  },
  status: {
    observedGeneration: 'int64',
    conditions,
    schedulerTopologyStatuses: {
      '[]': {
        ...scheduler,
        'inSync!': 'bool',
        message: 'string',
        schedulerBackendTopologyObservedGeneration: 'int64',
      },
    },
  },
} as const satisfies ObjectField
