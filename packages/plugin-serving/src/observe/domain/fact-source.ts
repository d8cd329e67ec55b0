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

export interface FactSource {
  /** The parts that may be read, in one round of requests: each kind is listed once. */
  read(
    service: Service,
    parts: ReadonlySet<Part>,
  ): Promise<{
    readonly facts: Partial<ServiceFacts>
    /** Rights that were missing, as `list nodes`. */
    readonly unread: readonly string[]
  }>
}
