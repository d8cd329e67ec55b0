import type {PodCliqueSet} from '@ome/kinds/grove'
import type {Unread} from './grove-objects.ts'
import type {GrovePod} from './grove-pod.ts'
import type {Topology} from './level.ts'
import type {Placement} from './placement.ts'
import type {Revision} from './revision.ts'
import type {Role} from './role.ts'
import type {RolloutNote} from './rollout-note.ts'
import type {Update} from './update.ts'

export type Phase = 'Degraded' | 'Pending' | 'Updating' | 'Starting' | 'Running'

export type Health = 'Degraded' | 'Unknown' | 'Progressing' | 'Healthy'

/** Sets with all they consist of, joined by labels and owners, never by names. */
export interface GroveTree {
  readonly sets: readonly GroveSet[]
  readonly unread: readonly Unread[]
  /** Whether the operator answers for what is shown; `unknown` where its Deployment could not be read. */
  readonly operator: 'ready' | 'down' | 'unknown'
}

export interface GroveSet {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  readonly createdAt?: string
  /** As it was read, for those that change it. */
  readonly object: PodCliqueSet
  readonly roles: readonly Role[]
  readonly replicas: readonly SetReplica[]
  readonly gangs: readonly Gang[]
  readonly phase: Phase
  readonly health: Health
  /** Replicas of the set that work, and those wanted. */
  readonly available: number
  readonly wanted: number
  readonly placement: Placement
  readonly topology: Topology
  readonly update: Update
  /** Digest of the live template, and the revision that has it. */
  readonly digest: string
  readonly revision?: Revision
  readonly revisions: readonly Revision[]
  /** A rollout that this program drives. */
  readonly rollout?: RolloutNote
  readonly why: readonly Why[]
  /** Controllers that own the set or were told to, such as a DynamoGraphDeployment. */
  readonly owners: readonly {readonly kind: string; readonly name: string}[]
}

export interface SetReplica {
  readonly index: number
  readonly gangs: readonly Gang[]
  readonly roles: readonly ReplicaRole[]
}

/** A role in one replica of the set: what `/scale` changes. */
export interface ReplicaRole {
  readonly role: Role
  readonly replica: number
  /** The object that is scaled; its name is not made up of others' where the cluster has it. */
  readonly target: {readonly kind: Role['kind']; readonly name: string; readonly resourceVersion?: string}
  /** Workers wanted, and those that must be ready. */
  readonly desired: number
  readonly minimum: number
  readonly workers: readonly Worker[]
  readonly ready: number
  readonly scheduled: number
  readonly gated: number
  readonly updated: number
  /** GPUs of its pods. */
  readonly gpus: number
  readonly autoscaler?: Autoscaler
  /** True where its pods could not be read and the counts are those of its status. */
  readonly isReported: boolean
}

export interface Autoscaler {
  readonly name: string
  readonly min: number
  readonly max: number
}

/** A pod of a standalone clique, or all pods of one replica of a scaling group: what is counted, replaced and scaled. */
export interface Worker {
  /** `decode/0/3`: role, replica of the set, index. */
  readonly id: string
  /** `decode-3`, with the replica of the set before it where there are several. */
  readonly label: string
  readonly role: string
  readonly replica: number
  readonly index: number
  readonly gang?: string
  readonly pods: readonly GrovePod[]
  readonly isReady: boolean
  readonly isScheduled: boolean
  readonly isGated: boolean
  /** All its pods have the hash that is wanted. */
  readonly isNew: boolean
  readonly state: GrovePod['state']
  readonly gpus: number
  /** Domain of its pods at the level of its gang's packing; that of most GPUs where it spans several. */
  readonly domain?: string
}

export interface Gang {
  readonly name: string
  readonly namespace: string
  readonly set: string
  readonly replica: number
  /** The gang that has to be scheduled first. */
  readonly base?: string
  readonly createdAt?: string
  readonly isInitialized: boolean
  readonly phase: Phase
  /** Grove leaves its phase at Pending; another one was reported by a scheduler. */
  readonly phaseSource: 'computed' | 'reported'
  readonly cliques: readonly GangClique[]
  readonly workers: readonly Worker[]
  readonly placement: Placement
  readonly why: readonly Why[]
}

/** The pods of one PodClique within a gang. */
export interface GangClique {
  readonly name: string
  readonly role: string
  readonly minimum: number
  readonly desired: number
  readonly pods: readonly GrovePod[]
  readonly ready: number
  readonly scheduled: number
  readonly gated: number
  readonly isOutdated: boolean
  readonly breach?: Breach
}

/** Fewer pods work than must. */
export interface Breach {
  readonly since: string
  /** RFC 3339; then Grove recreates it. Absent without a known delay. */
  readonly recreatedAt?: string
  readonly message: string
}

/** Why something is not as it should be. */
export interface Why {
  readonly source: 'gate' | 'base-gang' | 'scheduler' | 'pod' | 'startup' | 'container' | 'breach' | 'set'
  /** Gang, or the set itself. */
  readonly about: string
  /** Labels of the pods it is about. */
  readonly pods: readonly string[]
  readonly text: string
  readonly recreatedAt?: string
}
