import type {GrovePod} from '../../domain/grove-pod.ts'
import type {Gang, GangClique, GroveSet, SetReplica, Worker} from '../../domain/grove-tree.ts'
import type {Role} from '../../domain/role.ts'

/** A thing that a row stands for. `uid` names it for as long as it exists, whatever row it is in. */
export type Twig = SetTwig | ReplicaTwig | GangTwig | RoleTwig | WorkerTwig | PodTwig | NodeTwig

interface Own {
  readonly uid: string
  readonly label: string
}

export interface SetTwig extends Own {
  readonly level: 'set'
  readonly set: GroveSet
}

export interface ReplicaTwig extends Own {
  readonly level: 'replica'
  readonly set: GroveSet
  readonly replica: SetReplica
}

export interface GangTwig extends Own {
  readonly level: 'gang'
  readonly set: GroveSet
  readonly gang: Gang
}

/** A role in one gang. */
export interface RoleTwig extends Own {
  readonly level: 'role'
  readonly set: GroveSet
  readonly gang: Gang
  readonly role: Role
  readonly cliques: readonly GangClique[]
  readonly workers: readonly Worker[]
}

export interface WorkerTwig extends Own {
  readonly level: 'worker'
  readonly set: GroveSet
  readonly worker: Worker
}

export interface PodTwig extends Own {
  readonly level: 'pod'
  readonly set: GroveSet
  readonly pod: GrovePod
}

/** A node that holds pods of sets. */
export interface NodeTwig extends Own {
  readonly level: 'node'
  readonly pods: readonly PodTwig[]
}

export type Level = Twig['level']

/** The set of a twig; a node belongs to none. */
export const setOf = (twig: Twig | undefined): GroveSet | undefined =>
  twig === undefined || twig.level === 'node' ? undefined : twig.set

/** All pods under a twig. */
export function podsOf(twig: Twig): readonly GrovePod[] {
  switch (twig.level) {
    case 'set':
      return twig.set.replicas.flatMap(podsOfReplica)
    case 'replica':
      return podsOfReplica(twig.replica)
    case 'gang':
      return twig.gang.workers.flatMap(({pods}) => pods)
    case 'role':
      return twig.workers.flatMap(({pods}) => pods)
    case 'worker':
      return twig.worker.pods
    case 'pod':
      return [twig.pod]
    case 'node':
      return twig.pods.map(({pod}) => pod)
  }
}

const podsOfReplica = ({roles}: SetReplica): readonly GrovePod[] =>
  roles.flatMap(({workers}) => workers.flatMap(({pods}) => pods))
