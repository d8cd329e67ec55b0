import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs} from './conditions.ts'

const conditionsOf = (pod: ApiObject): Condition[] | undefined => pod.status?.conditions

/** True when the pod's Ready condition is True. */
export const isReady = (pod: ApiObject): boolean => conditionIs(conditionsOf(pod), 'Ready')

/** True once the object is being deleted. */
export const isTerminating = (object: ApiObject): boolean => object.metadata.deletionTimestamp !== undefined

/** Neither finished nor on its way out: what a controller counts as one of its replicas. */
export const isActive = (pod: ApiObject): boolean =>
  !isTerminating(pod) && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed'

/** When the pod became ready, in milliseconds; undefined while it is not. */
export function readySince(pod: ApiObject): number | undefined {
  const ready = conditionsOf(pod)?.find((condition) => condition.type === 'Ready' && condition.status === 'True')
  return ready?.lastTransitionTime === undefined ? undefined : Date.parse(ready.lastTransitionTime)
}
