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

/**
 * What `--replicas`, `--autoscale`, `--min-replicas` and `--max-replicas` mean together; contradictions are usage errors.
 * Of a service that exists, `current`, a bound that is not typed stays.
 */
export function chooseReplicas(flags: ReplicaFlags, scalesByDefault: boolean, current?: ReplicaRange): ReplicaChoice {
  const {replicas, min, max} = flags
  const bounded = min !== undefined || max !== undefined
  const scales = flags.autoscale ?? (bounded || (replicas === undefined && scalesByDefault))
  if (!scales) {
    if (bounded) throw new OmeError('usage', '--min-replicas and --max-replicas need --autoscale')
    const fixed = replicas ?? 1
    return {range: replicas === undefined && current ? current : {min: fixed, max: fixed}, notes: []}
  }
  const least = current?.min ?? automatic.min
  const bounds = current && current.max > current.min ? current : automatic
  const range = rangeOf(min ?? Math.min(least, max ?? least), max, Math.max(bounds.max, replicas ?? 0))
  if (replicas === undefined) return {range, notes: []}
  if (replicas < range.min || replicas > range.max) {
    throw new OmeError('usage', `--replicas ${replicas} lies outside ${range.min} to ${range.max}`)
  }
  return {
    range,
    notes: [
      `--replicas ${replicas} cannot be kept with autoscaling: the service starts with ${range.min} and the autoscaler chooses between ${range.min} and ${range.max}${range.min === replicas ? '' : `; to start with ${replicas}: --min-replicas ${replicas}`}`,
    ],
  }
}

function rangeOf(min: number, max: number | undefined, usualMax: number): ReplicaRange {
  const upper = max ?? Math.max(usualMax, min)
  if (min > upper) throw new OmeError('usage', `--min-replicas ${min} is more than --max-replicas ${upper}`)
  if (min === 0) {
    throw new OmeError('usage', '--min-replicas 0 would switch the service to serverless mode', [
      'to stop a service: ome scale service NAME --replicas 0',
    ])
  }
  return {min, max: upper}
}

export const replicaText = ({min, max}: ReplicaRange): string => (min === max ? `${min}` : `${min} to ${max}`)
