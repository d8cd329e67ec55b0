import type {MetricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'

/** A pod that holds accelerators: it is bound to a node and has not ended. */
export interface GpuHolder {
  readonly namespace: string
  /** `service/chat`, `workspace/phi`, else what made it, else itself. */
  readonly owner: string
  readonly pod: string
  readonly node: string
  readonly gpus: number
  readonly startedAtMs?: number
  /** Since when it is not ready, and why; absent for one that is. */
  readonly trouble?: {readonly sinceMs: number; readonly reason: string}
  /** Where its engine tells its metrics. */
  readonly engine?: MetricsEndpoint
  /** Ends by itself: training, a load test. */
  readonly isJob: boolean
}

/** Pods that hold accelerators, and when those that held them before came to their end. */
export interface Holders {
  readonly holders: readonly GpuHolder[]
  readonly ended: readonly {readonly node: string; readonly atMs: number}[]
}

export interface HolderReader {
  /** Undefined: of all namespaces. */
  list(namespace: string | undefined): Promise<Holders>
}
