import {timestamp, type World} from '../controllers/world.ts'
import {isRolling, isUnderWay} from './clique-update.ts'
import {label} from './names.ts'
import {type GroupProgress, type GroupState, replicaOf, replicas} from './scaling-group-status.ts'
import {indexIn, updatesOnDelete} from './template.ts'

/**
 * One step of a scaling group's update: replicas that are not available are made anew at once, the others one by one, lowest
 * index first, each with all its cliques. Returns the progress to write.
 */
export function rollReplicas(
  world: World,
  state: GroupState,
  remove: (replica: number) => void,
): GroupProgress | undefined {
  const progress = begun(world, state)
  if (!progress || progress.updateEndedAt) return progress
  const now = timestamp(world.clock.now())
  if (updatesOnDelete(state.set)) return {...progress, updateEndedAt: now}
  const old = replicas(state.group).filter((index) => replicaOf(state, index).isOld)
  const lost = old.filter((index) => !replicaOf(state, index).isAvailable)
  for (const index of lost) if (!replicaOf(state, index).isGoing) remove(index)
  const selected = progress.readyReplicaIndicesSelectedToUpdate
  if (selected) {
    const {isUpdated, isAvailable} = replicaOf(state, selected.current)
    if (!isUpdated || !isAvailable) return progress
  }
  const completed = selected ? [...(selected.completed ?? []), selected.current] : []
  const current = old.find((index) => !lost.includes(index))
  if (current !== undefined) {
    remove(current)
    return {...progress, readyReplicaIndicesSelectedToUpdate: {current, completed}}
  }
  if (old.length > 0) return progress
  const finished = selected ? {readyReplicaIndicesSelectedToUpdate: {...selected, completed}} : {}
  return {...progress, ...finished, updateEndedAt: now}
}

function begun(world: World, {set, group, members}: GroupState): GroupProgress | undefined {
  const known: GroupProgress | undefined = group['status']?.updateProgress
  const generation: string | undefined = set['status']?.currentGenerationHash
  const current: string | undefined = group['status']?.currentPodCliqueSetGenerationHash
  if (generation === undefined || current === undefined) return known
  if (current === generation && !isUnderWay(known)) return known
  if (known?.podCliqueSetGenerationHash === generation) return known
  const now = timestamp(world.clock.now())
  const fresh = {
    updateStartedAt: now,
    podCliqueSetGenerationHash: generation,
    totalPodCliquesCount: members.length,
    updatedPodCliquesCount: 0,
  }
  if (updatesOnDelete(set)) return {...fresh, updateEndedAt: now}
  return isRolling(set, indexIn(group, label.setReplica)) ? fresh : known
}
