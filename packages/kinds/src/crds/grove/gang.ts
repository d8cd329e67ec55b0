import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'

const namespacedName = {'namespace!': 'string', 'name!': 'string'} as const satisfies ObjectField

const topologyConstraint = {packConstraint: {required: 'string', preferred: 'string'}} as const satisfies ObjectField

/** Pods that start together or not at all, for the scheduler. */
export const podGang = {
  'spec!': {
    'podgroups!': {
      '[]': {
        'name!': 'string',
        'minReplicas!': 'int32',
        'podReferences!': {'[]': namespacedName},
        topologyConstraint,
      },
    },
    priorityClassName: 'string',
    reuseReservationRef: namespacedName,
    topologyConstraint,
    topologyConstraintGroupConfigs: {
      '[]': {'name!': 'string', 'podGroupNames!': '[string]', topologyConstraint},
    },
  },
  status: {'phase!': 'string', placementScore: 'number', conditions},
} as const satisfies ObjectField

/** Which gangs a replica of a PodCliqueSet consists of, over its generations. */
export const podGangMap = {
  spec: {
    'podCliqueSetReplicaIndex!': 'int32',
    'entries!': {
      '[]': {
        'epoch!': 'string',
        'role!': 'enum:Anchor|Tail|ScaleOut',
        'podCliqueSetGenerationHash!': 'string',
        anchorIndex: 'int32',
        dependsOn: '[string]',
        podCliques: '{int32}',
        pcsgReplicaIndices: '{[int32]}',
        $rules: [
          {
            rule: "(self.role == 'Anchor') == has(self.anchorIndex)",
            message: 'anchorIndex must be set for Anchor entries and unset for all other entries',
          },
        ],
      },
      $: 'map epoch',
    },
  },
} as const satisfies ObjectField
