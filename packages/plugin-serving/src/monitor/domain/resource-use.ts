import type {KaitoPod} from '@ome/kaito/kaito-pod'
import type {KaitoReport} from '@ome/kaito/kaito-report'

/** What one pod takes; what is not known is absent. */
export interface ResourceRow {
  readonly namespace: string
  readonly pod: string
  /** `workspace/phi`. */
  readonly object: string
  readonly node?: string
  readonly gpus: number
  readonly gpuPercent?: number
  readonly gpuUsedBytes?: number
  readonly gpuTotalBytes?: number
  readonly cores?: number
  readonly memoryBytes?: number
  readonly kvPercent?: number
  readonly waiting?: number
  /** Allocated on volume claims of its Workspace. */
  readonly volumeBytes?: number
}

export interface ResourceUse {
  readonly at: Date
  readonly rows: readonly ResourceRow[]
  /** Sources that are missing, one sentence each. */
  readonly missing: readonly string[]
}

/** What a pod says itself on its port of metrics. */
export interface PodGauges {
  readonly gpuPercent?: number
  readonly gpuUsedBytes?: number
  readonly gpuTotalBytes?: number
  readonly kvPercent?: number
  readonly waiting?: number
}

/** Keys are `namespace/name`, of pods; volumes' are of Workspaces. */
export interface GpuSeries {
  readonly busy: ReadonlyMap<string, number>
  readonly usedBytes: ReadonlyMap<string, number>
  readonly volumes: ReadonlyMap<string, number>
  readonly source: string
}

export interface Usage {
  readonly cores: number
  readonly bytes: number
}

export interface ResourceGauges {
  /** Undefined where no Prometheus is found. */
  series(): Promise<GpuSeries | undefined>
  /** What those pods say that answer. */
  pods(pods: readonly KaitoPod[]): Promise<ReadonlyMap<string, PodGauges>>
  usages(
    namespace: string | undefined,
  ): Promise<{readonly known: ReadonlyMap<string, Usage>} | {readonly unknown: string}>
}

export const podKey = ({namespace, name}: {readonly namespace: string; readonly name: string}): string =>
  `${namespace}/${name}`

/** Pods that run, each with the object it belongs to. */
export const runningPods = (
  reports: readonly KaitoReport[],
): readonly {readonly object: string; readonly pod: KaitoPod}[] =>
  reports.flatMap(({subject: {noun, name}, pods}) =>
    pods
      .filter(({phase, terminating}) => phase === 'Running' && !terminating)
      .map((pod) => ({object: `${noun}/${name}`, pod})),
  )

/** The mean of what is known. */
export function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
}
