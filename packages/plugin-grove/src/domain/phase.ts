import type {Gang, GangClique, GroveTree, Health, Phase, ReplicaRole} from './grove-tree.ts'

const order: readonly Phase[] = ['Degraded', 'Pending', 'Updating', 'Starting', 'Running']

/** The worst of them; `Pending` where there are none. */
export const worstPhase = (phases: readonly Phase[]): Phase =>
  order.find((phase) => phases.includes(phase)) ?? 'Pending'

const stuck = new Set(['failed', 'unready', 'unschedulable'])

/**
 * The phase of a gang, from its pods: Grove itself leaves it at Pending. Source: the states of a PodGang in Grove's
 * `scheduler/api/core/v1alpha1/podgang.go`. A gang above its minimum that lacks pods is Degraded when one of them is
 * stuck, and Starting while they only come up.
 */
export function gangPhase(isInitialized: boolean, cliques: readonly GangClique[]): Phase {
  if (!isInitialized || cliques.every(({pods, scheduled}) => pods.length === 0 && scheduled === 0)) return 'Pending'
  if (cliques.some(({breach}) => breach)) return 'Degraded'
  if (cliques.some(({scheduled, minimum}) => scheduled < minimum)) return 'Pending'
  if (cliques.some(({isOutdated}) => isOutdated)) return 'Updating'
  if (cliques.some(({ready, minimum}) => ready < minimum)) return 'Starting'
  if (cliques.every(({ready, desired}) => ready >= desired)) return 'Running'
  return cliques.some(({pods}) => pods.some(({state}) => stuck.has(state))) ? 'Degraded' : 'Starting'
}

/** A scheduler's own word for a gang, where it says more than Grove's Pending. */
export function reportedPhase(phase: string | undefined): Phase | undefined {
  if (phase === 'Starting' || phase === 'Running') return phase
  return phase === 'Failed' ? 'Degraded' : undefined
}

interface Parts {
  readonly gangs: readonly Gang[]
  readonly roles: readonly ReplicaRole[]
  readonly operator: GroveTree['operator']
  /** Something is below its minimum that is no gang. */
  readonly isBreached: boolean
}

/** How a set is, for people and for exit codes. Where its pods lie never changes it. */
export function healthOf({gangs, roles, operator, isBreached}: Parts): Health {
  const isShort = gangs.some(({cliques}) => cliques.some(({ready, minimum, breach}) => ready < minimum || breach))
  const isStuck = roles.some(({workers}) => workers.some(({pods}) => pods.some(({state}) => stuck.has(state))))
  const lacksReplicas = roles.some(({ready, minimum}) => ready < minimum)
  if (isShort || isStuck || isBreached || lacksReplicas) return 'Degraded'
  if (operator === 'down') return 'Unknown'
  const moves = gangs.some(({phase}) => phase !== 'Running') || roles.some(({ready, desired}) => ready < desired)
  return moves ? 'Progressing' : 'Healthy'
}

export const isWell = (health: Health): boolean => health === 'Healthy' || health === 'Progressing'
