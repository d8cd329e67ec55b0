import {type GpuReading, meanBusy} from '@ome/engine-metrics/gpu-metrics'
import type {GrovePod} from '../../domain/grove-pod.ts'

/** How hard GPUs work, by the pod that holds them (`namespace/name`). */
export interface GpuLoads {
  readonly byPod: ReadonlyMap<string, readonly GpuReading[]>
  /** Why there is none, where nobody could be asked. */
  readonly note?: string
}

export interface GpuGauge {
  /** The GPUs of these nodes. No exporter is no error. */
  read(nodes: ReadonlySet<string>): Promise<GpuLoads>
}

export const noLoads: GpuLoads = {byPod: new Map()}

export interface GpuLoad {
  readonly busyPercent?: number
  /** Of one GPU, on the average. */
  readonly usedBytes?: number
  readonly totalBytes?: number
}

/** What the GPUs of some pods do together. */
export function loadOf(pods: readonly GrovePod[], {byPod}: GpuLoads): GpuLoad {
  const gpus = pods.flatMap(({namespace, name}) => byPod.get(`${namespace}/${name}`) ?? [])
  const busyPercent = meanBusy(gpus)
  const told = gpus.filter(({usedBytes, totalBytes}) => usedBytes !== undefined && totalBytes !== undefined)
  const mean = (key: 'usedBytes' | 'totalBytes'): number =>
    told.reduce((sum, gpu) => sum + (gpu[key] ?? 0), 0) / told.length
  return {
    ...(busyPercent !== undefined && {busyPercent}),
    ...(told.length > 0 && {usedBytes: mean('usedBytes'), totalBytes: mean('totalBytes')}),
  }
}
