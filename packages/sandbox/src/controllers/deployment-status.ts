import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from './conditions.ts'
import {dependants} from './ownership.ts'
import {stableText} from './pod-template.ts'
import {deployments, replicaSets} from './resources.ts'
import {rollingBounds} from './rolling-bounds.ts'
import {timestamp, type World} from './world.ts'

/** Counts and conditions of a Deployment, from its ReplicaSets. */
export function writeDeploymentStatus(world: World, deployment: ApiObject): void {
  const sets = dependants(world, replicaSets, deployment)
  const current = currentSet(deployment, sets)
  const count = (field: string): number => sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0)
  const wanted: number = deployment.spec.replicas ?? 1
  const counts = {
    replicas: count('replicas'),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: count('readyReplicas'),
    availableReplicas: count('availableReplicas'),
    unavailableReplicas: Math.max(0, Math.max(wanted, count('replicas')) - count('availableReplicas')),
  }
  const status = {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...counts,
    conditions: conditions(world, deployment, current, counts),
  }
  if (isDeepStrictEqual({...deployment.status, ...status}, deployment.status)) return
  world.api.patch(deployments, deployment.metadata.name, deployment.metadata.namespace, {status}, 'status')
}

interface Counts {
  readonly replicas: number
  readonly updatedReplicas: number
  readonly availableReplicas: number
}

function conditions(world: World, deployment: ApiObject, current: ApiObject | undefined, counts: Counts): Condition[] {
  const {wanted, unavailable} = rollingBounds(deployment)
  const enough = counts.availableReplicas >= wanted - unavailable
  const done = counts.updatedReplicas === wanted && counts.replicas === wanted && counts.availableReplicas === wanted
  const available: Condition = enough
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
  const previous: Condition[] | undefined = deployment.status?.conditions
  return [progressing(current, done), available].reduce<Condition[]>(
    (list, condition) => withUpdateTime(world, withCondition(world, list, condition), previous),
    previous ?? [],
  )
}

function progressing(current: ApiObject | undefined, done: boolean): Condition {
  const name = current?.metadata.name ?? ''
  return done
    ? {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "${name}" has successfully progressed.`,
      }
    : {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: `ReplicaSet "${name}" is progressing.`,
      }
}

function withUpdateTime(world: World, list: Condition[], previous: Condition[] | undefined): Condition[] {
  return list.map((condition) => {
    const before = previous?.find((other) => other.type === condition.type)
    const same = before?.status === condition.status && before.message === condition.message
    return {...condition, lastUpdateTime: (same && before.lastUpdateTime) || timestamp(world.clock.now())}
  })
}

export const hashLabel = 'pod-template-hash'

/** The ReplicaSet that carries the Deployment's present template. */
export const currentSet = (deployment: ApiObject, sets: readonly ApiObject[]): ApiObject | undefined =>
  sets.find((set) => withoutHash(set.spec.template) === withoutHash(deployment.spec.template))

function withoutHash(template: ApiObject['spec']): string {
  const {[hashLabel]: _hash, ...labels} = template?.metadata?.labels ?? {}
  return stableText({...template, metadata: {...template?.metadata, labels}})
}
