import type {Exposition, Sample} from './prometheus-text.ts'

/** One GPU, or one slice of it under MIG, as NVIDIA's exporter sees it. */
export interface GpuReading {
  /** Tells GPUs, and slices of them, apart. */
  readonly id: string
  readonly node?: string
  /** The pod that holds it. */
  readonly namespace?: string
  readonly pod?: string
  /** Share of the time in which a kernel ran, 0–100. */
  readonly busyPercent?: number
  readonly usedBytes?: number
  readonly totalBytes?: number
}

const mib = 2 ** 20

/**
 * The GPUs of an exporter's page. Under MIG the share of time comes from GR_ENGINE_ACTIVE, which other GPUs have too but
 * in another unit. Source: NVIDIA/dcgm-exporter `etc/default-counters.csv`.
 */
export function gpuReadings({samples}: Exposition): readonly GpuReading[] {
  const named = (name: string): readonly Sample[] => samples.get(`DCGM_FI_${name}`) ?? []
  const all = ['DEV_GPU_UTIL', 'PROF_GR_ENGINE_ACTIVE', 'DEV_FB_USED'].flatMap(named)
  const labels = new Map(all.map((sample) => [idOf(sample.labels), sample.labels]))
  const by = (name: string): ReadonlyMap<string, number> =>
    new Map(
      named(name)
        .filter(({value}) => Number.isFinite(value) && value >= 0)
        .map((sample) => [idOf(sample.labels), sample.value]),
    )
  const busy = by('DEV_GPU_UTIL')
  const active = by('PROF_GR_ENGINE_ACTIVE')
  const [used, free, reserved] = [by('DEV_FB_USED'), by('DEV_FB_FREE'), by('DEV_FB_RESERVED')]
  return [...labels].map(([id, of]) => {
    const share = active.get(id)
    const busyPercent = busy.get(id) ?? (share === undefined ? undefined : share * 100)
    const [usedMib, freeMib] = [used.get(id), free.get(id)]
    return {
      id,
      ...holderOf(of),
      ...(busyPercent !== undefined && {busyPercent: Math.min(100, busyPercent)}),
      ...(usedMib !== undefined && {usedBytes: usedMib * mib}),
      ...(usedMib !== undefined &&
        freeMib !== undefined && {totalBytes: (usedMib + freeMib + (reserved.get(id) ?? 0)) * mib}),
    }
  })
}

type Labels = ReadonlyMap<string, string>

const idOf = (labels: Labels): string =>
  ['UUID', 'GPU_I_ID', 'gpu', 'hostname', 'Hostname'].map((name) => labels.get(name) ?? '').join('/')

/** A scrape by Prometheus may have renamed the labels of the pod, because its own are called the same. */
function holderOf(labels: Labels): Pick<GpuReading, 'node' | 'namespace' | 'pod'> {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => labels.get(name)).find((value) => value !== undefined && value !== '')
  const node = first('hostname', 'Hostname')
  const namespace = first('exported_namespace', 'namespace')
  const pod = first('exported_pod', 'pod', 'pod_name')
  return {
    ...(node !== undefined && {node}),
    ...(namespace !== undefined && {namespace}),
    ...(pod !== undefined && {pod}),
  }
}

/** The mean share of time over GPUs, undefined when none tells. */
export function meanBusy(gpus: readonly GpuReading[]): number | undefined {
  const told = gpus.map(({busyPercent}) => busyPercent).filter((busy) => busy !== undefined)
  return told.length === 0 ? undefined : told.reduce((sum, busy) => sum + busy, 0) / told.length
}

/** The share of all their memory that is in use, in percent; undefined when none tells. */
export function usedMemory(gpus: readonly GpuReading[]): number | undefined {
  const told = gpus.filter(({usedBytes, totalBytes}) => usedBytes !== undefined && totalBytes !== undefined)
  const total = told.reduce((sum, {totalBytes = 0}) => sum + totalBytes, 0)
  return total === 0 ? undefined : (100 * told.reduce((sum, {usedBytes = 0}) => sum + usedBytes, 0)) / total
}
