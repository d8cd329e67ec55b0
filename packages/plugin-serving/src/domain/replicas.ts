import {OmeError} from '@ome/sdk/errors'

/** How many copies of a component may run: fixed where both are equal. */
export interface ReplicaRange {
  readonly min: number
  readonly max: number
}

export interface ReplicaFlags {
  readonly replicas?: number | undefined
  readonly autoscale?: boolean | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export interface ReplicaChoice {
  readonly range: ReplicaRange
  readonly notes: readonly string[]
}

const automatic: ReplicaRange = {min: 1, max: 3}

/** What `--replicas`, `--autoscale`, `--min-replicas` and `--max-replicas` mean together; contradictions are usage errors. */
export function chooseReplicas(flags: ReplicaFlags, scalesByDefault: boolean): ReplicaChoice {
  const {replicas, min, max} = flags
  const bounded = min !== undefined || max !== undefined
  const scales = flags.autoscale ?? (bounded || (replicas === undefined && scalesByDefault))
  if (!scales) {
    if (bounded) throw new OmeError('usage', '--min-replicas and --max-replicas need --autoscale')
    return {range: {min: replicas ?? 1, max: replicas ?? 1}, notes: []}
  }
  const range = rangeOf(min ?? Math.min(automatic.min, max ?? automatic.min), max, replicas)
  if (replicas === undefined) return {range, notes: []}
  if (replicas < range.min || replicas > range.max) {
    throw new OmeError('usage', `--replicas ${replicas} lies outside ${range.min} to ${range.max}`)
  }
  return {
    range,
    notes: [
      `--replicas ${replicas} cannot be kept with autoscaling: the autoscaler chooses between ${range.min} and ${range.max}`,
    ],
  }
}

function rangeOf(min: number, max: number | undefined, replicas: number | undefined): ReplicaRange {
  const upper = max ?? Math.max(automatic.max, min, replicas ?? 0)
  if (min > upper) throw new OmeError('usage', `--min-replicas ${min} is more than --max-replicas ${upper}`)
  if (min === 0) {
    throw new OmeError('usage', '--min-replicas 0 would switch the service to serverless mode', [
      'to stop a service: ome scale service NAME --replicas 0',
    ])
  }
  return {min, max: upper}
}

export const replicaText = ({min, max}: ReplicaRange): string => (min === max ? `${min}` : `${min} to ${max}`)
