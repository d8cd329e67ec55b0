import type {ObjectField} from '../../notation/field.ts'
import {condition} from '../shared.ts'

export const acceleratorClass = {
  spec: {
    vendor: 'string',
    family: 'string',
    model: 'string',
    'capabilities!': {
      memoryGB: 'quantity',
      memoryBandwidthGBps: 'quantity',
      clockSpeedMHz: 'int32',
      computeCapability: 'string',
      levelZeroVersion: 'string',
      features: '[string] atomic',
      performance: {
        fp16Tflops: 'int64',
        fp32Tflops: 'int64',
        int4Tops: 'int64',
        int8Tops: 'int64',
        latency: {averageMillis: 'int64', maximumMillis: 'int64'},
      },
    },
    'discovery!': {
      nodeSelector: '{string}',
      affinity: '@Affinity',
      pciVendorID: 'string',
      deviceIDs: '[string] atomic',
    },
    resources: {'[]': {'name!': 'string', quantity: 'quantity = "1"', divisible: 'bool'}, $: 'atomic'},
    integration: {kueueResourceFlavor: 'string', volcanoGPUType: 'string'},
    cost: {perHour: 'quantity', spotPerHour: 'quantity', perMillionTokens: 'quantity', tier: 'string'},
  },
  status: {
    availableAccelerators: 'int32',
    availableNodes: 'int32',
    totalAccelerators: 'int32',
    nodes: '[string] atomic',
    lastUpdated: 'time',
    conditions: {'[]': condition, $: 'atomic'},
  },
} as const satisfies ObjectField
