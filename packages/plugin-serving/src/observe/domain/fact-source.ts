import type {Service} from '@ome/inference-model/service'
import type {ServiceFacts} from './facts.ts'

/** Groups of facts that are read together. `losses` are events of nodes, `stack` is OME itself. */
export type Part =
  | 'warnings'
  | 'machines'
  | 'losses'
  | 'runtimes'
  | 'stack'
  | 'scalers'
  | 'traffic'
  | 'claims'
  | 'quotas'

/** A part that may not be read, and the right that is missing, as `list nodes`. */
export interface Unread {
  readonly part: Part
  readonly right: string
}

export interface FactSource {
  /** The parts that may be read, in one round of requests: each kind is listed once. */
  read(
    service: Service,
    parts: ReadonlySet<Part>,
  ): Promise<{
    readonly facts: Partial<ServiceFacts>
    readonly unread: readonly Unread[]
  }>
}
