import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import {isReady} from '../controllers/pod-facts.ts'
import type {World} from '../controllers/world.ts'
import type {CliqueProgress} from './clique-update.ts'
import {label} from './names.ts'
import {isGated, isScheduled, writeStatus} from './objects.ts'
import {operatorName, podCliques} from './resources.ts'

export interface CliqueState {
  readonly set: ApiObject
  readonly clique: ApiObject
  /** Its pods that are neither finished nor going. */
  readonly active: readonly ApiObject[]
  readonly progress: CliqueProgress | undefined
}

interface Counts {
  readonly ready: number
  readonly scheduled: number
  readonly updated: number
  readonly minimum: number
}

/** Writes what a PodClique reports; nothing when it is so already. */
export function writeCliqueStatus(world: World, state: CliqueState): void {
  const {clique, active, progress} = state
  const before = clique['status'] ?? {}
  const {replicas = 1, minAvailable = replicas} = clique['spec']
  const counts: Counts = {
    ready: active.filter(isReady).length,
    scheduled: active.filter(isScheduled).length,
    updated: active.filter((pod) => pod.metadata.labels?.[label.templateHash] === hashOf(clique)).length,
    minimum: minAvailable,
  }
  const isUpdating = progress !== undefined && progress.updateEndedAt === undefined
  if (before.scheduledReplicas > 0 && counts.scheduled === 0 && !isUpdating) {
    world.api.event(clique, 'Warning', 'AllScheduledReplicasLost', 'All scheduled replicas are lost', operatorName)
  }
  writeStatus(world, podCliques, clique, {
    ...before,
    observedGeneration: clique.metadata.generation ?? 1,
    replicas: active.length,
    readyReplicas: counts.ready,
    scheduledReplicas: counts.scheduled,
    scheduleGatedReplicas: active.filter(isGated).length,
    updatedReplicas: counts.updated,
    ...(clique.metadata.labels?.[label.group] === undefined ? {hpaPodSelector: selectorOf(clique)} : {}),
    ...(isUpdating ? {} : reachedHashes(state, counts)),
    ...(progress ? {updateProgress: progress} : {}),
    conditions: [scheduledCondition(counts), breach(state, counts, isUpdating)].reduce<Condition[]>(
      (list, condition) => withCondition(world, list, condition),
      before.conditions ?? [],
    ),
  })
}

const hashOf = (clique: ApiObject): string | undefined => clique.metadata.labels?.[label.templateHash]

/** The generation a clique has reached: the one it was made in, then each that its update was confirmed for. */
function reachedHashes({set, clique, active, progress}: CliqueState, {updated}: Counts): Record<string, unknown> {
  const generation = set['status']?.currentGenerationHash
  if (generation === undefined) return {}
  const isFirst = clique['status']?.currentPodTemplateHash === undefined
  const isConfirmed = progress?.podCliqueSetGenerationHash === generation && updated === active.length
  return isFirst || isConfirmed
    ? {currentPodCliqueSetGenerationHash: generation, currentPodTemplateHash: hashOf(clique)}
    : {}
}

const selectorOf = (clique: ApiObject): string =>
  `${label.managedBy}=grove-operator,${label.partOf}=${clique.metadata.labels?.[label.partOf]},${label.clique}=${clique.metadata.name}`

const scheduledCondition = ({scheduled, minimum}: Counts): Condition =>
  scheduled >= minimum
    ? {
        type: 'PodCliqueScheduled',
        status: 'True',
        reason: 'SufficientScheduledPods',
        message: `Sufficient scheduled pods. expected at least: ${minimum}, found: ${scheduled}`,
      }
    : {
        type: 'PodCliqueScheduled',
        status: 'False',
        reason: 'InsufficientScheduledPods',
        message: `Insufficient scheduled pods. expected at least: ${minimum}, found: ${scheduled}`,
      }

/** Whether fewer pods than the minimum work; a pod that starts for the first time counts as one that will. */
function breach({active}: CliqueState, {scheduled, minimum}: Counts, isUpdating: boolean): Condition {
  const type = 'MinAvailableBreached'
  if (isUpdating) return {type, status: 'Unknown', reason: 'UpdateInProgress', message: 'Update is in progress'}
  if (scheduled === 0) {
    const message = `Insufficient scheduled pods. expected at least: ${minimum}, found: 0`
    return {type, status: 'False', reason: 'InsufficientScheduledPods', message}
  }
  if (scheduled < minimum) {
    const message = `Insufficient scheduled pods. expected at least: ${minimum}, found: ${scheduled}`
    return {type, status: 'True', reason: 'ScheduledReplicasBelowMinAvailable', message}
  }
  const working =
    scheduled - active.filter((pod) => isScheduled(pod) && (hasFailed(pod) || hasLostReadiness(pod))).length
  if (working < minimum) {
    const message = `Insufficient ready or starting pods. expected at least: ${minimum}, found: ${working}`
    return {type, status: 'True', reason: 'InsufficientReadyPods', message}
  }
  const message = `Either sufficient ready or starting pods found. expected at least: ${minimum}, found: ${working}`
  return {type, status: 'False', reason: 'SufficientReadyPods', message}
}

interface ContainerStatus {
  readonly state?: {readonly running?: {readonly startedAt: string}}
  readonly lastState?: {readonly terminated?: {readonly exitCode: number}}
}

const statusesOf = (pod: ApiObject): readonly ContainerStatus[] => pod['status']?.containerStatuses ?? []

const hasFailed = (pod: ApiObject): boolean =>
  statusesOf(pod).some(({lastState}) => (lastState?.terminated?.exitCode ?? 0) !== 0)

/** True for a pod whose containers run and that is no longer ready, though it was. */
function hasLostReadiness(pod: ApiObject): boolean {
  const conditions: readonly Condition[] = pod['status']?.conditions ?? []
  const ready = conditions.find(({type}) => type === 'Ready')
  if (ready?.status !== 'False') return false
  const started = statusesOf(pod).map(({state}) => state?.running?.startedAt)
  return started.some((time) => time !== undefined && (ready.lastTransitionTime ?? '') > time)
}
