import type {ObjectField} from '../../notation/field.ts'
import {policyRef} from './component.ts'

const metric = {
  'name!': 'string',
  query: 'string',
  threshold: 'string',
  operator: 'string',
} as const satisfies ObjectField

const step = {
  'capacity!': 'int|string',
  'traffic!': 'int32 range 0..100',
  pause: {duration: 'string'},
  analysis: {
    'interval!': 'string',
    initialDelay: 'string',
    'failureLimit!': 'int32 range 1..',
    onInconclusive: 'enum:Hold|Rollback|RollbackOnStall',
    metrics: {'[]': metric, $: 'items 1..10 atomic'},
  },
} as const satisfies ObjectField

/** How new revisions of OMENative components come into service. */
export const rollout = {
  groups: {
    '[]': {
      'components!': '[string] atomic',
      order: '[string] atomic',
      canary: {
        steps: {'[]': step, $: 'items ..20 atomic'},
        prometheus: {providerRef: policyRef, serverAddress: 'string'},
        scaleDownDelaySeconds: 'int32',
        readyTimeout: 'string',
      },
      blueGreen: 'raw',
      rollingUpdate: {maxSurge: 'int|string = "25%"', maxUnavailable: 'int|string = "25%"'},
      policyRef,
      soak: 'string',
      maintainRatio: {tolerance: 'string'},
    },
    $: 'items ..3 atomic',
  },
  pairingProtocol: 'string',
  groupOrdering: 'enum:Sequential',
} as const satisfies ObjectField

/** Load balancing among all replicas; revisions are weighed by their replicas alone. */
export const traffic = {
  algorithm: 'enum:RoundRobin|LeastRequest|Random|ConsistentHash',
  consistentHash: {
    'type!': 'enum:Header|Cookie|SourceIP',
    headers: {'[]': {'name!': 'string'}, $: 'atomic'},
    cookie: {'name!': 'string', ttlSeconds: 'int32'},
  },
  endpointOverride: {'type!': 'enum:Header|Metadata', headers: {'[]': {'name!': 'string'}, $: 'atomic'}},
} as const satisfies ObjectField

const metricResult = {
  'name!': 'string',
  value: 'string',
  threshold: 'string',
  operator: 'string',
  passed: 'bool',
  message: 'string',
  time: 'time',
} as const satisfies ObjectField

/** Where a canary stands; steps count from 0. */
export const canaryStatus = {
  targetID: 'string',
  canaryRevisionHash: 'string',
  stableRevisionHash: 'string',
  currentStep: 'int32',
  stepEnteredTime: 'time',
  observedTrafficWeight: 'int32',
  promotedThrough: 'int32',
  preStepHold: 'bool',
  rolledBackRevisionHash: 'string',
  analysisFailedChecks: 'int32',
  lastEvaluationTime: 'time',
  lastConclusiveEvaluationTime: 'time',
  metricResults: {'[]': metricResult, $: 'atomic'},
} as const satisfies ObjectField
