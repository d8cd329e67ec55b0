import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {timestamp, type World} from '../controllers/world.ts'
import {isUnderWay} from './clique-update.ts'
import {label} from './names.ts'
import {isBreached, scoped, writeStatus} from './objects.ts'
import {podCliqueScalingGroups, podCliqueSets, podCliques} from './resources.ts'
import {groupsOf, indexIn, standaloneCliques, templateOf, updatesOnDelete} from './template.ts'
import {generationHash} from './template-hash.ts'

/** How far a set's update is, as its status carries it. */
export interface SetProgress {
  readonly updateStartedAt: string
  readonly updateEndedAt?: string
  readonly updatedPodCliquesCount: number
  readonly totalPodCliquesCount: number
  readonly updatedPodCliqueScalingGroupsCount: number
  readonly totalPodCliqueScalingGroupsCount: number
  readonly currentlyUpdating?: readonly {readonly replicaIndex: number; readonly updateStartedAt?: string}[]
}

/** Notices a new template, moves a rolling update on to the next replica, and gives the set as it is then. */
export function trackUpdate(world: World, set: ApiObject): ApiObject {
  const status = set['status'] ?? {}
  const generation = generationHash(templateOf(set))
  const isFirst = status.currentGenerationHash === undefined
  const isNew = !isFirst && status.currentGenerationHash !== generation
  const before: SetProgress | undefined = isNew ? undefined : status.updateProgress
  const progress =
    isNew || before
      ? advance(world, {...set, status: {...status, currentGenerationHash: generation}}, before)
      : undefined
  writeStatus(world, podCliqueSets, set, {
    ...status,
    availableReplicas: status.availableReplicas ?? 0,
    updatedReplicas: isNew ? 0 : (status.updatedReplicas ?? 0),
    currentGenerationHash: generation,
    ...(progress ? {updateProgress: progress} : {}),
  })
  return world.api.get(podCliqueSets, set.metadata.name, set.metadata.namespace) ?? set
}

function advance(world: World, set: ApiObject, before: SetProgress | undefined): SetProgress {
  const now = timestamp(world.clock.now())
  const counts = countConverged(world, set)
  if (before?.updateEndedAt) return {...before, ...counts}
  const progress: SetProgress = {updateStartedAt: now, ...before, ...counts}
  if (updatesOnDelete(set)) return {...progress, updateEndedAt: before ? now : progress.updateStartedAt}
  const {currentlyUpdating, ...rest} = progress
  const [current] = currentlyUpdating ?? []
  const total: number = set['spec'].replicas ?? 0
  if (current && current.replicaIndex < total && !isConverged(world, set, current.replicaIndex)) return progress
  const replica = nextReplica(world, set)
  if (replica === undefined) return {...rest, updateEndedAt: now}
  return {...rest, currentlyUpdating: [{replicaIndex: replica, updateStartedAt: now}]}
}

/** First a replica without pods on nodes, then one that misses its minimum, then the lowest. */
function nextReplica(world: World, set: ApiObject): number | undefined {
  const open = Array.from({length: set['spec'].replicas ?? 0}, (_, index) => index).filter(
    (replica) => !isConverged(world, set, replica),
  )
  const cliques = scoped(world, podCliques, set, {[label.partOf]: set.metadata.name})
  const of = (replica: number): ApiObject[] => cliques.filter((one) => indexIn(one, label.setReplica) === replica)
  return (
    open.find((replica) => of(replica).every((clique) => !clique['status']?.scheduledReplicas)) ??
    open.find((replica) => of(replica).some(isBreached)) ??
    open[0]
  )
}

/** True when every clique and scaling group of a replica has reached the set's present generation. */
export function isConverged(world: World, set: ApiObject, replica: number): boolean {
  const {cliques, groups} = partsOf(world, set)
  const own = [...cliques, ...groups].filter((part) => indexIn(part, label.setReplica) === replica)
  const template = templateOf(set)
  return (
    own.length >= standaloneCliques(template).length + groupsOf(template).length &&
    own.every((part) => hasConverged(set, part))
  )
}

const hasConverged = (set: ApiObject, part: ApiObject): boolean =>
  !isTerminating(part) &&
  !isUnderWay(part['status']?.updateProgress) &&
  part['status']?.currentPodCliqueSetGenerationHash === set['status']?.currentGenerationHash

function partsOf(world: World, set: ApiObject): {cliques: ApiObject[]; groups: ApiObject[]} {
  const labels = {[label.partOf]: set.metadata.name}
  return {
    cliques: scoped(world, podCliques, set, {...labels, [label.component]: 'pcs-podclique'}),
    groups: scoped(world, podCliqueScalingGroups, set, labels),
  }
}

function countConverged(world: World, set: ApiObject): Omit<SetProgress, 'updateStartedAt'> {
  const {cliques, groups} = partsOf(world, set)
  return {
    updatedPodCliquesCount: cliques.filter((part) => hasConverged(set, part)).length,
    totalPodCliquesCount: cliques.length,
    updatedPodCliqueScalingGroupsCount: groups.filter((part) => hasConverged(set, part)).length,
    totalPodCliqueScalingGroupsCount: groups.length,
  }
}
