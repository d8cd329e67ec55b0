import type {Metric} from './rollout.ts'

/** What a driver sees of a set and its pods at one moment. */
export interface Observation {
  /** Undefined when it is gone, or another one of that name is there. */
  readonly set: SeenSet | undefined
  readonly roles: readonly SeenRole[]
  /** The latest finished measurement. */
  readonly measured?: Measured
  /** Placement score now; absent where no topology says. */
  readonly score?: number
}

export interface SeenSet {
  readonly resourceVersion: string
  readonly updateStrategy: unknown
  /** Fields that OnDelete excludes. */
  readonly rollingUpdates: readonly {readonly path: string; readonly value: unknown}[]
  readonly hasAnnotations: boolean
  /** Id of the rollout that holds the set. */
  readonly rolloutId?: string
  readonly digest: string
  readonly template: SeenTemplate
}

export interface SeenTemplate {
  readonly cliques: readonly {readonly name: string; readonly [field: string]: unknown}[]
  readonly [field: string]: unknown
}

export interface SeenRole {
  readonly name: string
  /** One per replica of the set. */
  readonly parts: readonly SeenPart[]
}

/** A role in one replica of the set: what keeps a minimum of its own. */
export interface SeenPart {
  readonly replica: number
  readonly min: number
  readonly desired: number
  /** Cliques it consists of, with the hash that their pods shall have. */
  readonly cliques: readonly SeenClique[]
  readonly workers: readonly SeenWorker[]
}

export interface SeenClique {
  readonly name: string
  /** Name in the template. */
  readonly template: string
  readonly hash: string
  /** Its pod template is that of the set's template. */
  readonly matches: boolean
}

export interface SeenWorker {
  /** `decode/0/3`: role, replica of the set, index. */
  readonly key: string
  readonly index: number
  /** Pods it should have. */
  readonly size: number
  /** Pods that are not terminating. */
  readonly pods: readonly SeenPod[]
  /** Where it is, at the level that placement is judged by. */
  readonly domain?: string
  /** Why it is not ready. */
  readonly why?: string
}

export interface SeenPod {
  readonly name: string
  readonly uid: string
  readonly clique: string
  readonly hash: string
  readonly isScheduled: boolean
  readonly isReady: boolean
  /** Time it became ready, in milliseconds. */
  readonly readySince?: number
}

export interface Measured {
  readonly step: number
  readonly attempt: number
  readonly of: 'old' | 'new'
  /** A metric without an entry has no worker that would tell it. */
  readonly values: Readonly<Partial<Record<Metric, {readonly value: number | null; readonly count: number}>>>
}

export const allWorkers = (roles: readonly SeenRole[]): readonly SeenWorker[] =>
  roles.flatMap(({parts}) => parts.flatMap(({workers}) => workers))
