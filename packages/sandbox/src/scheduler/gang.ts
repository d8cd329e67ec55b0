import type {ApiObject, LocalApi, ResourceName} from '../api.ts'
import type {World} from '../controllers/world.ts'

/** Where pods have to be together, as node label keys: nowhere but in one domain, or there if it can be. */
export interface Pack {
  readonly required?: string
  readonly preferred?: string
}

/** Pods of one role. */
export interface GangGroup {
  readonly name: string
  /** Pods that have to be placed before any of the gang is. */
  readonly minMember: number
  /** Present pods as `namespace/name`, in the order of placement; gated ones may be among them. */
  readonly pods: readonly string[]
  readonly pack?: Pack
}

/** Groups of a gang that have to be together, such as one replica of a multi-node engine. */
export interface GangPart {
  readonly name: string
  readonly groups: readonly string[]
  readonly pack: Pack
}

/** Pods that are placed together or not at all. */
export interface Gang {
  /** Of the object that describes it: `namespace/name`. */
  readonly key: string
  readonly groups: readonly GangGroup[]
  readonly parts?: readonly GangPart[]
  readonly pack?: Pack
  /**
   * Node label keys from the widest level to the narrowest. A domain is named by its own label and those of the levels
   * above it: racks of two blocks may bear the same name.
   */
  readonly levels?: readonly string[]
}

/** What a product adds to scheduling: a scheduler of its own name, or gangs for the standard one. */
export interface SchedulerPlugin {
  /** `spec.schedulerName` of the pods that it places. `default-scheduler` adds gangs to the standard scheduler. */
  readonly schedulerName: string
  /** Whose sentences pods get that do not fit. */
  readonly wording: 'kubernetes' | 'kai'
  /** Kinds whose changes can make a gang, change it, or let it go ahead. */
  readonly watches: readonly ResourceName[]
  /** The gang a pod belongs to; undefined lets it be placed alone; a text keeps it pending for that reason. */
  gangOf(api: LocalApi, pod: ApiObject): Gang | string | undefined
  /** Told once for each new reason why a gang, or a pod beyond its minimum, waits. */
  refused?(world: World, gang: Gang, message: string): void
  /** Told when the pods of a gang were bound. */
  placed?(world: World, gang: Gang): void
}
