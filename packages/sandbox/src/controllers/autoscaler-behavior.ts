import type {ApiObject} from '../api.ts'

/** What an HPA decided before; kept while the process runs, as in the HPA controller. */
export interface History {
  readonly recommendations: {time: number; replicas: number}[]
  readonly ups: {time: number; change: number}[]
  readonly downs: {time: number; change: number}[]
}

/** An HPA that has decided nothing yet. */
export const newHistory = (): History => ({recommendations: [], ups: [], downs: []})

interface Policy {
  readonly type: string
  readonly value: number
  readonly periodSeconds: number
}

interface Rules {
  readonly stabilizationWindowSeconds?: number | null
  readonly selectPolicy?: string
  readonly policies?: readonly Policy[]
}

const standardUp: readonly Policy[] = [
  {type: 'Pods', value: 4, periodSeconds: 15},
  {type: 'Percent', value: 100, periodSeconds: 15},
]
const standardDown: readonly Policy[] = [{type: 'Percent', value: 100, periodSeconds: 15}]

/** The number of replicas after windows, rates and bounds, and the conditions that say why it is not what was wanted. */
export interface Decision {
  readonly replicas: number
  readonly stabilized: 'ScaleUpStabilized' | 'ScaleDownStabilized' | undefined
  readonly limited: 'ScaleUpLimit' | 'ScaleDownLimit' | 'TooManyReplicas' | 'TooFewReplicas' | undefined
}

/** Applies `spec.behavior` to what the metrics want. */
export function decide(
  autoscaler: ApiObject,
  history: History,
  wanted: number,
  current: number,
  now: number,
): Decision {
  const {minReplicas = 1, maxReplicas, behavior} = autoscaler.spec
  const up: Rules = behavior?.scaleUp ?? {}
  const down: Rules = behavior?.scaleDown ?? {}
  const settled = stabilize(history, wanted, current, now, up, down)
  const stabilized =
    settled === wanted
      ? undefined
      : settled > wanted
        ? ('ScaleDownStabilized' as const)
        : ('ScaleUpStabilized' as const)
  if (settled > current) {
    const most = rate(up.policies ?? standardUp, up.selectPolicy, history.ups, current, now, 1)
    if (settled > Math.min(most, maxReplicas)) {
      const limited = most < maxReplicas ? ('ScaleUpLimit' as const) : ('TooManyReplicas' as const)
      return {replicas: Math.max(current, Math.min(most, maxReplicas)), stabilized, limited}
    }
  } else if (settled < current) {
    const least = rate(down.policies ?? standardDown, down.selectPolicy, history.downs, current, now, -1)
    if (settled < Math.max(least, minReplicas)) {
      const limited = least > minReplicas ? ('ScaleDownLimit' as const) : ('TooFewReplicas' as const)
      return {replicas: Math.min(current, Math.max(least, minReplicas)), stabilized, limited}
    }
  } else if (wanted > maxReplicas) return {replicas: settled, stabilized, limited: 'TooManyReplicas'}
  else if (wanted < minReplicas) return {replicas: settled, stabilized, limited: 'TooFewReplicas'}
  return {replicas: settled, stabilized, limited: undefined}
}

/** Not below what was wanted within the window down, not above the least that was wanted within the window up. */
function stabilize(history: History, wanted: number, current: number, now: number, up: Rules, down: Rules): number {
  const upMs = (up.stabilizationWindowSeconds ?? 0) * 1000
  const downMs = (down.stabilizationWindowSeconds ?? 300) * 1000
  const {recommendations} = history
  recommendations.push({time: now, replicas: wanted})
  const oldest = now - Math.max(upMs, downMs)
  while ((recommendations[0]?.time ?? now) < oldest) recommendations.shift()
  const within = (ms: number): number[] =>
    recommendations.filter(({time}) => time >= now - ms).map(({replicas}) => replicas)
  const least = Math.min(wanted, ...within(upMs))
  const most = Math.max(wanted, ...within(downMs))
  return Math.min(Math.max(current, least), most)
}

/** How far the policies let the number go; `Min` takes the strictest, `Disabled` none. */
function rate(
  policies: readonly Policy[],
  select: string | undefined,
  changes: readonly {time: number; change: number}[],
  current: number,
  now: number,
  sign: 1 | -1,
): number {
  if (select === 'Disabled') return current
  const limits = policies.map(({type, value, periodSeconds}) => {
    const recent = changes
      .filter(({time}) => time > now - periodSeconds * 1000)
      .reduce((total, {change}) => total + change, 0)
    const start = current - sign * recent
    const limit = type === 'Pods' ? start + sign * value : start * (1 + (sign * value) / 100)
    return sign > 0 ? Math.ceil(limit) : Math.floor(limit)
  })
  const wide = (select === 'Min') === sign < 0
  return wide ? Math.max(...limits) : Math.min(...limits)
}
