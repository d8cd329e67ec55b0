import type {World} from '../controllers/world.ts'
import type {Kubelet} from '../kubelet/kubelet.ts'
import type {Gate} from '../server/gate.ts'
import type {FaultOrder} from './fault.ts'

/** What faults act upon. */
export interface FaultWorld extends World {
  readonly gate: Gate
  readonly kubelet: Kubelet
}

/** A fault that has begun. */
export interface Begun {
  /** What happens, in one sentence without a period. */
  readonly effect: string
  /** Heals it; absent when it is over in the moment it happens. */
  readonly end?: () => void
}

/** One thing that can be made to go wrong. */
export interface FaultKind {
  readonly name: string
  readonly summary: string
  /** What it hits: the API server or the whole cluster, an object that has to be named, or either. */
  readonly target: 'none' | 'node' | 'pod' | 'instance-type' | 'optional'
  /** What `amount` means; absent for kinds without one. */
  readonly amount?: string
  /** Throws {@link FaultError} when the target does not exist or is of another kind. */
  begin(world: FaultWorld, order: FaultOrder): Begun
}
