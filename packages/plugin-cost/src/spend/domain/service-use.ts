import type {MetricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import type {HoldingPod} from '../../domain/gpu-hours.ts'

/** A pod of a service with what it holds. */
export interface PodUse extends HoldingPod {
  readonly cpus: number
  readonly memoryGiB: number
  readonly claims: readonly string[]
  /** Where its engine tells its metrics; absent for what is no running engine. */
  readonly engine?: MetricsEndpoint
}

export interface ClaimUse {
  readonly name: string
  /** Absent where the claim may not be read. */
  readonly gib?: number
}

/** An InferenceService as far as it costs something. */
export interface ServiceUse {
  readonly namespace: string
  readonly name: string
  readonly createdAtMs?: number
  /** Since when its specification is as it is now; absent where nothing tells. */
  readonly unchangedSinceMs?: number
  readonly model?: {readonly name: string; readonly kind?: string}
  readonly pods: readonly PodUse[]
  readonly claims: readonly ClaimUse[]
  /** Bounds of its engine where it scales by itself. */
  readonly replicas?: {readonly min: number; readonly max: number}
}

const escaped = (name: string): string => name.replaceAll('.', '\\.')

/** Names of the pods a service has, and had. Source: OME's controller names them after the component. */
export function servicePods({name, pods}: ServiceUse): string {
  const usual = `${escaped(name)}-(engine|decoder|predictor|router).*`
  const isUsual = new RegExp(`^(?:${usual})$`)
  const others = pods.flatMap((pod) => (isUsual.test(pod.name) ? [] : [escaped(pod.name)]))
  return [usual, ...others.slice(0, 40)].join('|')
}
