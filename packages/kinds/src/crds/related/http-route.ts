import type {ObjectField} from '../../notation/field.ts'
import {condition} from '../shared.ts'

const objectName = 'string len 1..253'
const group = 'string len ..253 ~dnsNameOrEmpty'
const kind = 'string len 1..63 ~kind'
const namespace = 'string len 1..63 ~dnsLabel'
const sectionName = 'string len 1..253'

const parentRef = {
  'name!': objectName,
  group: `${group} = "gateway.networking.k8s.io"`,
  kind: `${kind} = "Gateway"`,
  namespace,
  sectionName,
  port: 'int32 range 1..65535',
} as const satisfies ObjectField

/** Name and value of a header or query parameter. */
const namedMatch = {
  '[]': {'name!': 'string len 1..256', 'value!': 'string len 1..4096', type: 'enum:Exact|RegularExpression = "Exact"'},
  $: 'items ..16 map name',
} as const

const match = {
  path: {
    type: 'enum:Exact|PathPrefix|RegularExpression = "PathPrefix"',
    value: 'string len ..1024 = "/"',
  },
  method: 'enum:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH',
  headers: namedMatch,
  queryParams: namedMatch,
} as const satisfies ObjectField

/** Filters are not checked inside. */
const filters = {'[]': 'raw', $: 'items ..16 atomic'} as const

const rule = {
  name: sectionName,
  matches: {'[]': match, $: 'items ..64 atomic = [{"path": {"type": "PathPrefix", "value": "/"}}]'},
  filters,
  backendRefs: {
    '[]': {
      'name!': objectName,
      group: `${group} = ""`,
      kind: `${kind} = "Service"`,
      namespace,
      port: 'int32 range 1..65535',
      weight: 'int32 range 0..1000000 = 1',
      filters,
    },
    $: 'items ..16 atomic',
  },
  timeouts: {request: 'string', backendRequest: 'string'},
} as const satisfies ObjectField

/** HTTP requests of a Gateway and the services that answer them. */
export const httpRoute = {
  'spec!': {
    parentRefs: {'[]': parentRef, $: 'items ..32 atomic'},
    hostnames: {'[]': 'string len 1..253', $: 'items ..16 atomic'},
    rules: {'[]': rule, $: 'items 1..16 atomic'},
  },
  status: {
    'parents!': {
      '[]': {
        'parentRef!': parentRef,
        'controllerName!': 'string len 1..253',
        conditions: {'[]': condition, $: 'items ..8 map type'},
      },
      $: 'items ..32 atomic',
    },
  },
} as const satisfies ObjectField
