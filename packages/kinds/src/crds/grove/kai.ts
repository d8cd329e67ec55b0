import type {ObjectField} from '../../notation/field.ts'

/** KAI scheduler. */

/** Levels from the widest to the narrowest. */
export const topology = {
  'spec!': {
    'levels!': {
      '[]': {'nodeLabel!': 'string len 1..316 ~qualifiedName'},
      $: 'items 1..16 atomic',
      $rules: [
        {rule: 'self == oldSelf', message: 'field is immutable'},
        {rule: 'size(self.filter(i, size(self.filter(j, j == i)) > 1)) == 0', message: 'must be unique'},
        {
          rule: "size(self.filter(i, i.nodeLabel == 'kubernetes.io/hostname')) == 0 || self[size(self) - 1].nodeLabel == 'kubernetes.io/hostname'",
          message: 'the kubernetes.io/hostname label can only be used at the lowest level of topology',
        },
      ],
    },
  },
} as const satisfies ObjectField

const quota = {quota: 'number', limit: 'number', overQuotaWeight: 'number'} as const satisfies ObjectField

const usage = {
  requested: '{quantity}',
  allocated: '{quantity}',
  allocatedNonPreemptible: '{quantity}',
} as const satisfies ObjectField

export const queue = {
  spec: {
    displayName: 'string',
    parentQueue: 'string',
    priority: 'int',
    preemptMinRuntime: 'string',
    reclaimMinRuntime: 'string',
    resources: {cpu: quota, gpu: quota, memory: quota},
  },
  status: {
    ...usage,
    childQueues: '[string]',
    conditions: {
      '[]': {
        'type!': 'string',
        'status!': 'string',
        lastProbeTime: 'time',
        lastTransitionTime: 'time',
        message: 'string',
        reason: 'string',
      },
    },
  },
} as const satisfies ObjectField

const topologyConstraint = {
  topology: 'string',
  requiredTopologyLevel: 'string',
  preferredTopologyLevel: 'string',
} as const satisfies ObjectField

const groupCondition = {
  type: 'string',
  status: 'string',
  reason: 'string',
  message: 'string',
  lastTransitionTime: 'time',
  transitionID: 'string',
} as const satisfies ObjectField

/** Why pods of a group could not be placed; queue figures say which quota was the limit. */
const schedulingReason = {
  reason: 'string',
  message: 'string',
  details: {
    queueDetails: {
      name: 'string',
      podGroupRequestedResources: '{quantity}',
      podGroupRequestedNonPreemptibleResources: '{quantity}',
      queueRequestedResources: '{quantity}',
      queueAllocatedResources: '{quantity}',
      queueAllocatedNonPreemptibleResources: '{quantity}',
      queueDeservedResources: '{quantity}',
      queueResourceLimits: '{quantity}',
    },
  },
} as const satisfies ObjectField

export const podGroup = {
  spec: {
    minMember: 'int32 range 1..',
    queue: 'string',
    priorityClassName: 'string',
    preemptibility: 'enum:preemptible|non-preemptible',
    markUnschedulable: 'bool',
    schedulingBackoff: 'int32',
    backoffLimit: 'int32',
    completions: 'int32',
    parallelism: 'int32',
    topologyConstraint,
    subGroups: {
      '[]': {'name!': 'string len 1..', parent: 'string', minMember: 'int32 range 1..', topologyConstraint},
    },
  },
  status: {
    phase: 'string',
    pending: 'int32',
    running: 'int32',
    succeeded: 'int32',
    failed: 'int32',
    resourcesStatus: usage,
    conditions: {'[]': groupCondition},
    schedulingConditions: {
      '[]': {...groupCondition, nodePool: 'string', reasons: {'[]': schedulingReason}},
    },
  },
} as const satisfies ObjectField
