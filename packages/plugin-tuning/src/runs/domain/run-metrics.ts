import type {ReportedGpu} from '@ome/kaito/gpu-report'
import type {LossPoint} from './training-log.ts'

export const metricParts = ['gpu', 'loss'] as const
export type MetricPart = (typeof metricParts)[number]

/** What a run measures; a part that was not asked for is absent. */
export interface RunMetrics {
  readonly name: string
  readonly namespace: string
  readonly gpus?: readonly ReportedGpu[]
  readonly loss?: {readonly points: readonly LossPoint[]; readonly trainLoss?: number}
  readonly notes: readonly string[]
}

/** Reads the trainer's GPUs; undefined when nothing answers. */
export interface GpuSource {
  read(namespace: string, pod: string): Promise<readonly ReportedGpu[] | undefined>
}
