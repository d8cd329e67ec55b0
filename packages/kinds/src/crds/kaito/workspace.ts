import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'
import {compute, compute1, dataSource, inference, inference1, performance, preset, preset1} from './workload.ts'

const tuning = {
  method: 'string',
  config: 'string',
  'input!': dataSource,
  'output!': {image: 'string', imagePushSecret: 'string', volumeSource: 'any'},
} as const satisfies ObjectField

const status = {conditions, workerNodes: '[string]'} as const satisfies ObjectField

/** A Workspace has no spec: its parts stand at the top. */
export const workspace1 = {
  resource: compute1,
  inference: inference1,
  tuning: {...tuning, preset: preset1},
  status,
} as const satisfies ObjectField

export const workspace = {
  resource: compute,
  inference,
  tuning: {...tuning, preset},
  status: {...status, performance, state: 'string', targetNodeCount: 'int32'},
} as const satisfies ObjectField
