import type {Measured, Observation} from './observation.ts'
import type {Rollout} from './rollout.ts'
import type {Effect} from './step.ts'
import type {PatchOperation} from './template-patch.ts'

/** A rollout as it is stored, with the version that the next write must name. */
export interface Stored {
  readonly rollout: Rollout
  readonly version: string
}

/** Where rollouts are kept. Writes that name an old version are refused as `conflict`. */
export interface RolloutStore {
  load(): Promise<Stored | undefined>
  save(rollout: Rollout, version: string | undefined): Promise<Stored>
}

/** A set that is driven. */
export interface DrivenSet {
  observe(rollout: Rollout): Promise<Observation>
  /** False when the set was not as the operations prove. */
  patch(operations: readonly PatchOperation[]): Promise<boolean>
  /** A pod that is gone, or another one of its name, is left alone. */
  deletePod(pod: {readonly name: string; readonly uid: string}, graceSeconds: number | undefined): Promise<void>
  /** Takes a window's time. */
  measure(rollout: Rollout, effect: Extract<Effect, {type: 'measure'}>): Promise<Measured>
}

export interface DriverClock {
  now(): number
  /** Throws when the command is cancelled. */
  sleep(ms: number): Promise<void>
}

/** Who drives: a person, and one process of theirs. */
export interface Driver {
  readonly by: string
  readonly session: string
}
