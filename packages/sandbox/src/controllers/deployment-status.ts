import type {ApiObject} from '../api.ts'
import {deploymentConditions} from './deployment-conditions.ts'
import {dependants} from './ownership.ts'
import {type PodTemplate, stableText} from './pod-template.ts'
import {deployments, replicaSets} from './resources.ts'
import {writeCounts} from './status-counts.ts'
import type {World} from './world.ts'

/** Counts and conditions of a Deployment, from its ReplicaSets. */
export function writeDeploymentStatus(world: World, deployment: ApiObject, again: (time: number) => void): void {
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
    conditions: deploymentConditions(world, deployment, {current, all: sets}, counts, again),
  }
  writeCounts(world, deployments, deployment, status)
}

export const hashLabel = 'pod-template-hash'

/** The ReplicaSet that carries the Deployment's present template. */
export const currentSet = (deployment: ApiObject, sets: readonly ApiObject[]): ApiObject | undefined =>
  sets.find((set) => withoutHash(set.spec.template) === withoutHash(deployment.spec.template))

/** Templates of stored objects never change: each is written out once. */
const texts = new WeakMap<object, string>()

function withoutHash(template: PodTemplate): string {
  const known = texts.get(template)
  if (known !== undefined) return known
  const {[hashLabel]: _hash, ...labels} = template.metadata?.labels ?? {}
  const text = stableText({...template, metadata: {...template.metadata, labels}})
  texts.set(template, text)
  return text
}
