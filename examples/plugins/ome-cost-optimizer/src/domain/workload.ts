/** One service: the pods of one controller that hold GPUs. */
export interface Workload {
  readonly namespace: string
  readonly name: string
  /** Product of its nodes' GPUs as their label says it, `NVIDIA-A100-SXM4-40GB`; undefined when nothing says it. */
  readonly accelerator: string | undefined
  readonly replicas: readonly Replica[]
}

export interface Replica {
  readonly gpus: number
  readonly isReady: boolean
  readonly ageSeconds: number
  /** Undefined when its engine could not be asked. */
  readonly load: Load | undefined
}

/** What an engine says it is doing. */
export interface Load {
  readonly running: number
  readonly waiting: number
  /** Requests it finished since it started. */
  readonly served: number
  /** Share of its cache for requests that is in use, 0 to 1. */
  readonly cache: number
}

export interface Workloads {
  /** Of one namespace, or of all. */
  list(namespace: string | undefined): Promise<readonly Workload[]>
}

export const gpusOf = ({replicas}: Workload): number => replicas.reduce((sum, {gpus}) => sum + gpus, 0)
