import type {ComponentStatus} from '@ome/inference-model/service-component'

/** Old replicas are left, or the new ones do not come. */
export const isHalfway = ({updatedReplicas = 0, replicas, outdated = 0, stuck}: ComponentStatus): boolean =>
  outdated > 0 || (stuck && updatedReplicas < replicas)

/** `2/2 replicas of the engine are new, 1 old one left`. */
export function halfwayText({name, updatedReplicas = 0, replicas, outdated = 0}: ComponentStatus): string {
  const left = outdated > 0 ? `, ${outdated} old ${outdated === 1 ? 'one' : 'ones'} left` : ''
  return `${updatedReplicas}/${replicas} replicas of the ${name} are new${left}`
}
