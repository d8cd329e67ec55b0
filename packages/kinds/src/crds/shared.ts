import type {ObjectField} from '../notation/field.ts'

/** Kubernetes' standard condition with the limits that its API conventions set. */
export const condition = {
  'type!': 'string len ..316 ~qualifiedName',
  'status!': 'enum:True|False|Unknown',
  'reason!': 'string len 1..1024 ~conditionReason',
  'message!': 'string len ..32768',
  'lastTransitionTime!': 'time',
  observedGeneration: 'int64 range 0..',
} as const satisfies ObjectField

export const conditions = {'[]': condition} as const
