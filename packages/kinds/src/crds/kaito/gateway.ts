import type {ObjectField} from '../../notation/field.ts'
import {condition} from '../shared.ts'

/** Gateway API Inference Extension, v1.0. */

const objectName = 'string len 1..253'
const portNumber = {'number!': 'int32 range 1..65535'} as const satisfies ObjectField
const conditions = {'[]': condition, $: 'items ..8 map type'} as const

export const inferencePool = {
  'spec!': {
    'selector!': {'matchLabels!': {'{}': 'string len 0..63 ~labelValue'}},
    'targetPorts!': {'[]': portNumber, $: 'items 1..1 atomic'},
    'endpointPickerRef!': {
      'name!': objectName,
      kind: 'string len 1..63 ~kind = "Service"',
      group: 'string len 0..253 ~dnsNameOrEmpty = ""',
      port: portNumber,
      failureMode: 'enum:FailOpen|FailClose = "FailClose"',
      $rules: [
        {
          rule: "self.kind != 'Service' || has(self.port)",
          message: "port is required when kind is 'Service' or unspecified (defaults to 'Service')",
        },
      ],
    },
  },
  status: {
    parents: {
      '[]': {
        'parentRef!': {
          'name!': objectName,
          namespace: 'string len 1..63 ~dnsLabel',
          kind: 'string len 1..63 ~kind = "Gateway"',
          group: 'string len 0..253 ~dnsNameOrEmpty = "gateway.networking.k8s.io"',
        },
        conditions,
      },
      $: 'items ..32 atomic',
    },
  },
} as const satisfies ObjectField

const pending =
  '[{"type": "Ready", "status": "Unknown", "reason": "Pending", "message": "Waiting for controller", "lastTransitionTime": "1970-01-01T00:00:00Z"}]'

export const inferenceObjective = {
  spec: {
    priority: 'int',
    'poolRef!': {
      'name!': objectName,
      kind: 'string len 1..63 ~kind = "InferencePool"',
      group: 'string len ..253 ~dnsNameOrEmpty = "inference.networking.k8s.io"',
    },
  },
  status: {conditions: {'[]': condition, $: `items ..8 map type = ${pending}`}},
} as const satisfies ObjectField
