import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import type {Span} from '../../domain/span.ts'
import type {RatedPods} from './history.ts'
import type {Ledger} from './ledger.ts'

/** What OpenCost says of a pod and a day. */
export interface Allocated {
  readonly pod: string
  /** End of the day. */
  readonly atMs: number
  readonly gpuHours: number
  readonly usd?: number
}

/** An object, or all of a namespace, whose past is asked for. */
export interface Subjects {
  readonly namespace: string
  /** `workspace/chat`, or the namespace. */
  readonly title: string
  /** Regular expression for the names of its pods, those that are gone included; absent: all of the namespace. */
  readonly pods?: string
  /** Objects as they are now, each with its price. */
  readonly rated: readonly RatedPods[]
}

export interface HistoryPorts {
  prometheus(): Promise<Prometheus | undefined>
  openCost(namespace: string, span: Span): Promise<readonly Allocated[] | undefined>
  readonly ledger: Ledger
  /** Address of the cluster, as the ledger has it. */
  readonly cluster: string
  readonly now: () => Date
  readonly note: (text: string) => void
}
