import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'
import {compute, computeV1alpha1} from './workload.ts'

const embedding = {
  local: {image: 'string', imagePullSecret: 'string', modelID: 'string', modelAccessSecret: 'string'},
  remote: {'url!': 'string', accessSecret: 'string'},
} as const satisfies ObjectField

const status = {conditions, workerNodes: '[string]'} as const satisfies ObjectField

export const ragEngineV1alpha1 = {
  spec: {
    compute: computeV1alpha1,
    'embedding!': embedding,
    inferenceService: {'url!': 'string', 'contextWindowSize!': 'int', accessSecret: 'string'},
    storage: {mountPath: 'string', persistentVolumeClaim: 'string'},
    indexServiceName: 'string',
    queryServiceName: 'string',
  },
  status,
} as const satisfies ObjectField

export const ragEngine = {
  spec: {
    compute,
    'embedding!': embedding,
    inferenceService: {url: 'string', 'contextWindowSize!': 'int', accessSecret: 'string'},
    storage: {
      persistentVolume: {'persistentVolumeClaim!': 'string', mountPath: 'string'},
      vectorDB: {'engine!': 'string', 'url!': 'string', accessSecret: 'string'},
    },
    guardrails: {enabled: 'bool', configMapRef: {'name!': 'string'}},
  },
  status,
} as const satisfies ObjectField
