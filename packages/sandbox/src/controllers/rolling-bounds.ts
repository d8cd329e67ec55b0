import type {ApiObject} from '../api.ts'

export interface RollingBounds {
  readonly wanted: number
  /** Pods that may exist above `wanted` during an update. */
  readonly surge: number
  /** Pods of `wanted` that may be missing. */
  readonly unavailable: number
}

/** What a Deployment's strategy allows, as kube-controller-manager resolves percentages: surge up, unavailable down, never both 0. */
export function rollingBounds(deployment: ApiObject): RollingBounds {
  const wanted: number = deployment.spec.replicas ?? 1
  if (deployment.spec.strategy?.type === 'Recreate') return {wanted, surge: 0, unavailable: 0}
  const {maxSurge = '25%', maxUnavailable = '25%'} = deployment.spec.strategy?.rollingUpdate ?? {}
  const surge = share(maxSurge, wanted, Math.ceil)
  const unavailable = share(maxUnavailable, wanted, Math.floor)
  return {wanted, surge, unavailable: surge === 0 ? Math.max(1, unavailable) : unavailable}
}

const share = (value: number | string, of: number, round: (amount: number) => number): number =>
  typeof value === 'number' ? value : round((Number.parseFloat(value) / 100) * of)
