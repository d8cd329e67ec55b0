import type {ApiObject} from '../api.ts'
import {isReady} from '../controllers/pod-facts.ts'
import {timestamp, type World} from '../controllers/world.ts'
import {label} from './names.ts'
import {indexIn, updatesOnDelete} from './template.ts'

/** How far a clique's update is, as its status carries it. */
export interface CliqueProgress {
  readonly updateStartedAt?: string
  readonly updateEndedAt?: string
  readonly podCliqueSetGenerationHash: string
  readonly podTemplateHash: string
  readonly readyPodsSelectedToUpdate?: {readonly current: string; readonly completed?: readonly string[]}
}

/** True while this replica of the set is the one that rolls. */
export function isRolling(set: ApiObject, replica: number): boolean {
  const progress = set['status']?.updateProgress
  if (!progress || progress.updateEndedAt || updatesOnDelete(set)) return false
  const current: readonly {replicaIndex: number}[] = progress.currentlyUpdating ?? []
  return current.some(({replicaIndex}) => replicaIndex === replica)
}

/**
 * One step of a clique's update: old pods that are not ready go at once, ready ones one by one, oldest first, each when the pods
 * before it are replaced and ready. Returns the progress to write.
 */
export function rollPods(
  world: World,
  set: ApiObject,
  clique: ApiObject,
  active: readonly ApiObject[],
  remove: (pod: ApiObject) => void,
): CliqueProgress | undefined {
  const progress = begun(world, set, clique)
  if (!progress || progress.updateEndedAt) return progress
  const end = {updateEndedAt: timestamp(world.clock.now())}
  if (updatesOnDelete(set)) return {...progress, ...end}
  const old = active.filter((pod) => pod.metadata.labels?.[label.templateHash] !== progress.podTemplateHash)
  for (const pod of old) if (!isReady(pod)) remove(pod)
  if (!isReplaced(progress, clique, active)) return progress
  const [pod] = old.filter(isReady).sort(oldestFirst)
  const selected = progress.readyPodsSelectedToUpdate
  const completed = selected ? [...(selected.completed ?? []), selected.current] : []
  if (pod) {
    remove(pod)
    return {...progress, readyPodsSelectedToUpdate: {current: pod.metadata.name, completed}}
  }
  if (old.length > 0) return progress
  return {...progress, ...(selected ? {readyPodsSelectedToUpdate: {...selected, completed}} : {}), ...end}
}

/** The pods that were taken have ready replacements, and the minimum is ready. */
function isReplaced(progress: CliqueProgress, clique: ApiObject, active: readonly ApiObject[]): boolean {
  const selected = progress.readyPodsSelectedToUpdate
  if (!selected) return true
  const ready = active.filter(isReady)
  const replaced = ready.filter((pod) => pod.metadata.labels?.[label.templateHash] === progress.podTemplateHash)
  const {replicas = 1, minAvailable = replicas} = clique['spec']
  return replaced.length > (selected.completed?.length ?? 0) && ready.length >= Math.min(minAvailable, replicas)
}

const oldestFirst = (a: ApiObject, b: ApiObject): number =>
  (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '') ||
  indexIn(a, label.podIndex) - indexIn(b, label.podIndex)

/** True for an update that was begun and not ended. */
export const isUnderWay = (progress: {readonly updateEndedAt?: string} | undefined): boolean =>
  progress !== undefined && progress.updateEndedAt === undefined

/** The progress for the set's present generation: begun here when this clique's turn has come. */
function begun(world: World, set: ApiObject, clique: ApiObject): CliqueProgress | undefined {
  const known: CliqueProgress | undefined = clique['status']?.updateProgress
  const generation: string | undefined = set['status']?.currentGenerationHash
  const isMember = clique.metadata.labels?.[label.group] !== undefined
  const podTemplateHash = clique.metadata.labels?.[label.templateHash] ?? ''
  if (generation === undefined || known?.podCliqueSetGenerationHash === generation) return known
  if (!isUnderWay(known) && clique['status']?.currentPodCliqueSetGenerationHash === generation) return known
  const now = timestamp(world.clock.now())
  const fresh = {updateStartedAt: now, podCliqueSetGenerationHash: generation, podTemplateHash}
  if (updatesOnDelete(set)) return {...fresh, updateEndedAt: now}
  const isOurTurn = !isMember && isRolling(set, indexIn(clique, label.setReplica))
  return isOurTurn && clique['status']?.currentPodTemplateHash !== undefined ? fresh : known
}
