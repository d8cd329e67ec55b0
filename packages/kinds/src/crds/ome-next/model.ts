import type {ObjectField} from '../../notation/field.ts'
import {baseModel as before, storage as storageBefore, fineTunedWeight as weightBefore} from '../ome/model.ts'
import {condition} from '../shared.ts'

const storage = {...storageBefore, distribution: 'enum:PerNode|Sharded'} as const satisfies ObjectField

const status = {
  ...before.status,
  observedGeneration: 'int64',
  lastReconcileTime: 'time',
  cache: 'raw',
  conditions: {'[]': condition, $: 'map type'},
} as const satisfies ObjectField

export const baseModel = {spec: {...before.spec, 'storage!': storage}, status} as const satisfies ObjectField

export const fineTunedWeight = {
  spec: {...weightBefore.spec, 'storage!': storage},
  status,
} as const satisfies ObjectField
