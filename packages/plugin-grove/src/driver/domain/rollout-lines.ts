import {rollSeconds, rowSeconds, workersOf} from '../../change/domain/estimate.ts'
import type {ImageChanges} from '../../change/domain/image-change.ts'
import {updateLines} from '../../change/domain/update-lines.ts'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {rackOrder} from './batch.ts'
import {amount, metricName} from './gates.ts'
import type {Rollout} from './rollout.ts'

export interface CanaryShare {
  readonly role: string
  readonly workers: number
  readonly total: number
  readonly isRounded: boolean
}

/** What a driver is about to do, for people. */
export function rolloutLines(
  set: GroveSet,
  rollout: Rollout,
  images: ImageChanges | undefined,
  canary: CanaryShare | undefined,
): readonly string[] {
  const head = images ? updateLines(set, images, {seconds: secondsOf(set, rollout)}) : restartLines(set, rollout)
  return [...head, ...wayLines(rollout), ...(canary ? canaryLines(canary) : [])]
}

/** Racks go as many workers at a time as minimums allow, which no worker tells beforehand. */
function secondsOf(set: GroveSet, {order, roles, later, batchSize}: Rollout): number | undefined {
  const all = later?.roles ?? roles
  if (order === 'roles') return rowSeconds(set, all, batchSize)
  return order === 'parallel' ? rollSeconds(set, all) : undefined
}

const restartLines = (set: GroveSet, {roles}: Rollout): readonly string[] => [
  `Restarting ${set.name} (namespace: ${set.namespace})`,
  `  ${roles.map((role) => `${workersOf(set, role)} ${role}`).join(', ')}`,
]

function wayLines({order, batchSize, steps, approval, gates, placement, onFail}: Rollout): readonly string[] {
  const ways = {
    roles: `role after role, ${batchSize} worker${batchSize === 1 ? '' : 's'} at a time`,
    parallel: `all roles by the same share: ${steps.join(', ')}`,
    racks: `one ${placement?.level ?? 'rack'} after the other: ${rackOrder(Object.values(placement?.workers ?? {})).join(', ')}`,
  }
  return [
    `  driven from here: ${ways[order]}; ready workers stay at their minimum`,
    ...(approval ? ['  each step waits for a yes, the first before anything changes'] : []),
    ...gates.map(({metric, limit, maxRegression}) => {
      const limits = [
        ...(limit === undefined ? [] : [`at most ${amount(metric, limit)}`]),
        ...(maxRegression === undefined ? [] : [`at most ${Math.round(maxRegression * 100)}% worse`]),
      ]
      return `  gate: ${metricName(metric)} ${limits.join(', ')} on new workers, else ${onFail}`
    }),
    ...(placement?.preserve
      ? [`  stops when a worker leaves its ${placement.level} or the score falls: it checks, it cannot guarantee`]
      : []),
  ]
}

const canaryLines = ({role, workers, total, isRounded}: CanaryShare): readonly string[] => [
  `  canary: ${workers} of ${total} ${role} workers${isRounded ? ' (rounded up to whole workers)' : ''}, then it waits`,
  `  traffic is not split: the canary takes its share, ${workers}/${total}`,
  '  old and new workers must be able to exchange KV cache',
]
