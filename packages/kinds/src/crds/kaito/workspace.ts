import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'
import {
  compute,
  computeV1alpha1,
  dataSource,
  inference,
  inferenceV1alpha1,
  performance,
  preset,
  presetV1alpha1,
} from './workload.ts'

const tuning = {
  method: 'string',
  config: 'string',
  'input!': dataSource,
  'output!': {image: 'string', imagePushSecret: 'string', volumeSource: 'any'},
} as const satisfies ObjectField

const status = {conditions, workerNodes: '[string]'} as const satisfies ObjectField

/** A Workspace has no spec: its parts stand at the top. */
export const workspaceV1alpha1 = {
  resource: computeV1alpha1,
  inference: inferenceV1alpha1,
  tuning: {...tuning, preset: presetV1alpha1},
  status,
} as const satisfies ObjectField

export const workspace = {
  resource: compute,
  inference,
  tuning: {...tuning, preset},
  status: {...status, performance, state: 'string', targetNodeCount: 'int32'},
} as const satisfies ObjectField
