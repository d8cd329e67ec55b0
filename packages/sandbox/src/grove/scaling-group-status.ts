import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from '../controllers/conditions.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import type {World} from '../controllers/world.ts'
import {label} from './names.ts'
import {isBreached, writeStatus} from './objects.ts'
import {operatorName, podCliqueScalingGroups} from './resources.ts'
import {indexIn, templateOf} from './template.ts'
import {cliqueHash} from './template-hash.ts'

export interface GroupState {
  readonly set: ApiObject
  readonly group: ApiObject
  /** Its cliques, those that are going among them. */
  readonly members: readonly ApiObject[]
}

/** How far a scaling group's update is, as its status carries it. */
export interface GroupProgress {
  readonly updateStartedAt: string
  readonly updateEndedAt?: string
  readonly podCliqueSetGenerationHash: string
  readonly updatedPodCliquesCount?: number
  readonly totalPodCliquesCount?: number
  readonly readyReplicaIndicesSelectedToUpdate?: {readonly current: number; readonly completed?: readonly number[]}
}

export interface GroupReplica {
  /** A clique of it has another template than the set's. */
  readonly isOld: boolean
  /** All its cliques and all their pods have the set's template. */
  readonly isUpdated: boolean
  readonly isGoing: boolean
  readonly isScheduled: boolean
  readonly isAvailable: boolean
  readonly isBreached: boolean
}

/** Indices of the replicas a group should have. */
export const replicas = (group: ApiObject): number[] =>
  Array.from({length: group['spec'].replicas ?? 1}, (_, index) => index)

/** What is known of one replica of a group. */
export function replicaOf({set, group, members}: GroupState, index: number): GroupReplica {
  const own = members.filter((clique) => indexIn(clique, label.groupReplica) === index)
  const names: readonly string[] = group['spec'].cliqueNames
  const isComplete = own.filter((clique) => !isTerminating(clique)).length >= names.length
  const isCurrent = (clique: ApiObject): boolean =>
    clique.metadata.labels?.[label.templateHash] === expectedHash(set, clique)
  return {
    isOld: own.some((clique) => !isTerminating(clique) && !isCurrent(clique)),
    isUpdated:
      isComplete &&
      own.every(
        (clique) => isCurrent(clique) && (clique['status']?.updatedReplicas ?? 0) >= (clique['status']?.replicas ?? 1),
      ),
    isGoing: own.length > 0 && own.every(isTerminating),
    isScheduled: isComplete && own.every((clique) => conditionIs(clique['status']?.conditions, 'PodCliqueScheduled')),
    isAvailable:
      isComplete &&
      own.every(
        (clique) =>
          conditionIs(clique['status']?.conditions, 'PodCliqueScheduled') &&
          (clique['status']?.readyReplicas ?? 0) >= (clique['spec'].minAvailable ?? 1),
      ),
    isBreached: own.some((clique) => !isTerminating(clique) && isBreached(clique)),
  }
}

function expectedHash(set: ApiObject, clique: ApiObject): string | undefined {
  const template = templateOf(set)
  const prefix = `${clique.metadata.labels?.[label.group]}-${clique.metadata.labels?.[label.groupReplica]}-`
  const found = template.cliques.find(({name}) => `${prefix}${name}` === clique.metadata.name)
  return found && cliqueHash(found, template)
}

/** Writes what a PodCliqueScalingGroup reports; nothing when it is so already. */
export function writeGroupStatus(
  world: World,
  state: GroupState,
  progress: GroupProgress | undefined,
  isRecycling: boolean,
): void {
  const {set, group} = state
  const before = group['status'] ?? {}
  const all = replicas(group).map((index) => replicaOf(state, index))
  const scheduled = all.filter((replica) => replica.isScheduled).length
  const available = all.filter((replica) => replica.isAvailable).length
  const updated = all.filter((replica) => replica.isUpdated).length
  const isUpdating = progress !== undefined && progress.updateEndedAt === undefined
  const generation = set['status']?.currentGenerationHash
  const isConfirmed =
    before.currentPodCliqueSetGenerationHash === undefined ||
    (progress?.podCliqueSetGenerationHash === generation && !isUpdating && updated === all.length)
  const status = {
    ...before,
    observedGeneration: group.metadata.generation ?? 1,
    replicas: group['spec'].replicas ?? 1,
    scheduledReplicas: scheduled,
    availableReplicas: available,
    updatedReplicas: updated,
    selector: `${label.managedBy}=grove-operator,${label.partOf}=${set.metadata.name},${label.group}=${group.metadata.name}`,
    ...(generation !== undefined && isConfirmed ? {currentPodCliqueSetGenerationHash: generation} : {}),
    ...(progress ? {updateProgress: counted(state, progress)} : {}),
    conditions: [breach(group, all, isUpdating), ...(isRecycling ? [recycling] : [])]
      .reduce<Condition[]>((list, condition) => withCondition(world, list, condition), before.conditions ?? [])
      .filter(({type}) => type !== recycling.type || isRecycling),
  }
  if (before.scheduledReplicas > 0 && scheduled === 0 && !isUpdating) {
    world.api.event(group, 'Warning', 'AllScheduledReplicasLost', 'All scheduled replicas are lost', operatorName)
  }
  writeStatus(world, podCliqueScalingGroups, group, status)
}

const recycling: Condition = {
  type: 'GangTerminationInProgress',
  status: 'True',
  reason: 'GangTerminationActive',
  message: 'Gang termination of replicas is in progress',
}

function counted({set, members}: GroupState, progress: GroupProgress): GroupProgress {
  const current = members.filter(
    (clique) => clique.metadata.labels?.[label.templateHash] === expectedHash(set, clique),
  ).length
  return {...progress, updatedPodCliquesCount: current, totalPodCliquesCount: members.length}
}

function breach(group: ApiObject, all: readonly GroupReplica[], isUpdating: boolean): Condition {
  const type = 'MinAvailableBreached'
  if (isUpdating) return {type, status: 'Unknown', reason: 'UpdateInProgress', message: 'Update is in progress'}
  const minimum: number = group['spec'].minAvailable ?? 1
  const healthy = all.length - all.filter((replica) => replica.isBreached).length
  if (healthy < minimum) {
    return {
      type,
      status: 'True',
      reason: 'InsufficientAvailablePodCliqueScalingGroupReplicas',
      message: `Insufficient PodCliqueScalingGroup ready replicas, expected at least: ${minimum}, found: ${healthy}`,
    }
  }
  return {
    type,
    status: 'False',
    reason: 'SufficientAvailablePodCliqueScalingGroupReplicas',
    message: `Sufficient PodCliqueScalingGroup ready replicas, expected at least: ${minimum}, found: ${healthy}`,
  }
}
