import {type Evidence, engineOf} from '../evidence.ts'

/** How many replicas the service lets its engine have. */
export const boundsOf = (evidence: Evidence): {readonly min: number; readonly max: number} => {
  const {minReplicas = 1, maxReplicas = minReplicas} = engineOf(evidence) ?? {}
  return {min: minReplicas, max: Math.max(minReplicas, maxReplicas)}
}
