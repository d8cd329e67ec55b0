import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'
import {inference, partition, performance, performanceV1alpha1} from './workload.ts'

const template = {
  metadata: 'any',
  'inference!': inference,
  resource: {instanceType: 'string'},
} as const satisfies ObjectField

const spec = {
  'labelSelector!': '@LabelSelector',
  replicas: 'int32 range 0.. = 1',
  nodeCountLimit: 'int',
  'template!': template,
  updateStrategy: 'any = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}}',
  autoUpgrade: {
    enabled: 'bool = false',
    strategy: 'enum:InPlace|Surge = "InPlace"',
    maintenanceWindow: {'schedule!': 'string', duration: 'string = "4h"'},
  },
} as const satisfies ObjectField

const status = {
  replicas: 'int',
  readyReplicas: 'int',
  selector: 'string',
  conditions,
  autoUpgrade: {lastSuccessfulUpgradeTime: 'time', numDriftedWorkspaces: 'int'},
} as const satisfies ObjectField

export const inferenceSetV1alpha1 = {
  'spec!': spec,
  status: {...status, performance: performanceV1alpha1},
} as const satisfies ObjectField

export const inferenceSet = {
  'spec!': {...spec, 'template!': {...template, resource: {instanceType: 'string', partition}}},
  status: {...status, performance},
} as const satisfies ObjectField
