import type {ObjectField} from '../../notation/field.ts'
import {condition} from '../shared.ts'

/** Where HTTPRoutes attach. Its addresses and certificates are not checked inside. */
export const gateway = {
  'spec!': {
    'gatewayClassName!': 'string len 1..253',
    listeners: {
      '[]': {
        'name!': 'string len 1..253',
        'port!': 'int32 range 1..65535',
        'protocol!': 'string len 1..255',
        hostname: 'string len 1..253',
        tls: 'raw',
        allowedRoutes: 'raw',
      },
      $: 'items 1..64 map name',
    },
    addresses: {'[]': 'raw', $: 'items ..16 atomic'},
    infrastructure: 'raw',
  },
  status: {
    addresses: {'[]': {type: 'string', 'value!': 'string'}, $: 'items ..16 atomic'},
    conditions: {'[]': condition, $: 'items ..8 map type'},
    listeners: {'[]': {$: 'raw', 'name!': 'string'}, $: 'items ..64 map name'},
  },
} as const satisfies ObjectField

/** How KEDA signs in to what it reads metrics from. Only references to Secrets are described. */
export const triggerAuthentication = {
  'spec!': {
    $: 'raw',
    secretTargetRef: {'[]': {'parameter!': 'string', 'name!': 'string', 'key!': 'string'}},
  },
  status: 'raw',
} as const satisfies ObjectField

/** Which pods the Prometheus operator scrapes, and where. */
export const podMonitor = {
  'spec!': {
    $: 'raw',
    selector: '@LabelSelector',
    namespaceSelector: {any: 'bool', matchNames: '[string]'},
    podMetricsEndpoints: {'[]': {$: 'raw', port: 'string', path: 'string', interval: 'string'}},
  },
} as const satisfies ObjectField
