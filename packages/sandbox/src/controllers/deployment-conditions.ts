import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from './conditions.ts'
import {rollingBounds} from './rolling-bounds.ts'
import {timestamp, type World} from './world.ts'

export interface Counts {
  readonly replicas: number
  readonly updatedReplicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
}

type Again = (time: number) => void

/** The conditions of a Deployment: Progressing with its deadline, Available, and ReplicaFailure of its sets. */
export function deploymentConditions(
  world: World,
  deployment: ApiObject,
  sets: {readonly current: ApiObject | undefined; readonly all: readonly ApiObject[]},
  counts: Counts,
  again: Again,
): Condition[] {
  const previous: Condition[] = deployment.status?.conditions ?? []
  const failures = sets.all.flatMap((set): Condition[] => set.status?.conditions ?? [])
  const failure = failures.find(({type, status}) => type === 'ReplicaFailure' && status === 'True')
  const wanted = [
    progressing(world, deployment, sets.current, counts, again),
    available(deployment, counts),
    ...(failure ? [{...failure}] : []),
  ]
  const kept = previous.filter(({type}) => type !== 'ReplicaFailure' || failure)
  return wanted
    .reduce<Condition[]>((list, condition) => withCondition(world, list, condition), kept)
    .map((condition) => withUpdateTime(world, condition, previous))
}

function available(deployment: ApiObject, counts: Counts): Condition {
  const {wanted, unavailable} = rollingBounds(deployment)
  return counts.availableReplicas >= wanted - unavailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      }
}

const progress = (status: Condition['status'], reason: string, message: string): Condition => ({
  type: 'Progressing',
  status,
  reason,
  message,
})

function progressing(
  world: World,
  deployment: ApiObject,
  current: ApiObject | undefined,
  counts: Counts,
  again: Again,
): Condition {
  const before: Condition | undefined = (deployment.status?.conditions ?? []).find(
    ({type}: Condition) => type === 'Progressing',
  )
  const paused = pause(deployment, before)
  if (paused) return paused
  const name = current?.metadata.name ?? ''
  const wanted: number = deployment.spec.replicas ?? 1
  const isComplete =
    counts.updatedReplicas === wanted && counts.replicas === wanted && counts.availableReplicas >= wanted
  // What was complete once stays so until there is something new to roll out.
  const wasComplete = before?.reason === 'NewReplicaSetAvailable' && counts.replicas === counts.updatedReplicas
  if (isComplete || (wasComplete && before.message?.includes(`"${name}"`)))
    return progress('True', 'NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`)
  const now = world.clock.now()
  const isMoving = hasProgressed(deployment, counts) || before?.reason === 'NewReplicaSetAvailable'
  const running = progress('True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`)
  const since = isMoving || before === undefined ? now : Date.parse(before.lastUpdateTime ?? '')
  const deadline: number = deployment.spec.progressDeadlineSeconds ?? 600
  const due = since + deadline * 1000
  const wasLate = before?.reason === 'ProgressDeadlineExceeded' && !isMoving
  if (wasLate || due <= now)
    return progress('False', 'ProgressDeadlineExceeded', `ReplicaSet "${name}" has timed out progressing.`)
  again(due)
  return isMoving ? {...running, lastUpdateTime: timestamp(now)} : running
}

function pause(deployment: ApiObject, before: Condition | undefined): Condition | undefined {
  const wasPaused = before?.reason === 'DeploymentPaused'
  if (deployment.spec.paused) return progress('Unknown', 'DeploymentPaused', 'Deployment is paused')
  return wasPaused ? progress('Unknown', 'DeploymentResumed', 'Deployment is resumed') : undefined
}

/** More new pods, fewer old ones, or more that are ready or available than before. */
function hasProgressed({status}: ApiObject, counts: Counts): boolean {
  const before = (field: keyof Counts): number => status?.[field] ?? 0
  const old = before('replicas') - before('updatedReplicas')
  return (
    counts.updatedReplicas > before('updatedReplicas') ||
    counts.replicas - counts.updatedReplicas < old ||
    counts.readyReplicas > before('readyReplicas') ||
    counts.availableReplicas > before('availableReplicas')
  )
}

function withUpdateTime(world: World, condition: Condition, previous: readonly Condition[]): Condition {
  const before = previous.find((other) => other.type === condition.type)
  const isSame = before?.status === condition.status && before.message === condition.message
  const kept = isSame ? before.lastUpdateTime : undefined
  return {...condition, lastUpdateTime: condition.lastUpdateTime ?? kept ?? timestamp(world.clock.now())}
}
