import {timestamp, type World} from './world.ts'

export interface Condition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason?: string
  message?: string
  lastTransitionTime?: string
  lastUpdateTime?: string
  [field: string]: unknown
}

/** The list with this condition in it; the time of transition moves only when the status does. */
export function withCondition(
  world: World,
  conditions: readonly Condition[] | undefined,
  wanted: Condition,
): Condition[] {
  const list = conditions ?? []
  const current = list.find((condition) => condition.type === wanted.type)
  const since = current?.status === wanted.status ? current.lastTransitionTime : undefined
  const next: Condition = {...wanted, lastTransitionTime: since ?? timestamp(world.clock.now())}
  return current ? list.map((condition) => (condition === current ? next : condition)) : [...list, next]
}

/** True when the list has this condition with this status. */
export const conditionIs = (conditions: readonly Condition[] | undefined, type: string, status = 'True'): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === status) ?? false
