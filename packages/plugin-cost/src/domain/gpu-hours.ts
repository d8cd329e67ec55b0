import {quoted, type RangeSeries, type RangeSpan} from '@ome/engine-metrics/prometheus-api'
import {hourMs, hoursOf, type Span} from './span.ts'

/** Accelerator-hours that a pod held. */
export interface HeldGpus {
  readonly pod: string
  /** Absent where nothing tells it, for pods that are gone. */
  readonly node?: string
  readonly gpuHours: number
}

/** How much of the time that was asked for is known, and from whom. */
export interface Coverage {
  readonly asked: Span
  readonly hours: number
  /** A Prometheus, or the start of the pods. */
  readonly source: string
  /** Hours in which it was there and of which nothing is known. */
  readonly openHours: number
  /** Only pods that run now are counted: what others held before is not known. */
  readonly isOfNow?: true
  /** What is not known about the rest. */
  readonly gap?: string
  /** Why there is no more to know. */
  readonly note?: string
}

/** Pods that are meant. */
export interface PodChoice {
  readonly namespace: string
  /** A regular expression for the whole name; absent: every pod. */
  readonly pods?: string
  /** When what they belong to was made: before that there were none. */
  readonly bornAtMs?: number
}

/**
 * GPUs that running pods requested, by pod. Source of the names: kube-state-metrics `docs/metrics`. Vendors other than
 * NVIDIA write their resource in the same way.
 */
export function requestedGpus({namespace, pods}: PodChoice): string {
  const own = `namespace=${quoted(namespace)}${pods === undefined ? '' : `,pod=~${quoted(pods)}`}`
  const requests = `kube_pod_container_resource_requests{resource=~"nvidia_com_gpu|amd_com_gpu|intel_com_gpu|habana_ai_gaudi",${own}}`
  return `sum by (pod, node) (${requests} * on(namespace, pod) group_left() (kube_pod_status_phase{phase="Running",${own}} == 1))`
}

/** Pods of the whole cluster that ran, by the same exporter: where it has none it did not look. */
export const anyPods = 'count(kube_pod_status_phase{phase="Running"} == 1)'

/** Looks once an hour, or every five minutes into less than two days; Prometheus allows 11,000 looks. */
export const stepsOf = (span: Span): RangeSpan => looksEvery(span.toMs - span.fromMs >= 48 * hourMs ? 3600 : 300, span)

/** Looks into the middle of each step, so that one stands for what is around it. */
export const looksEvery = (stepSeconds: number, {fromMs, toMs}: Span): RangeSpan => ({
  fromMs: fromMs + stepSeconds * 500,
  toMs: Math.max(fromMs, toMs - stepSeconds * 500),
  stepSeconds,
})

/** Each look stands for its step. */
export const heldIn = (series: readonly RangeSeries[], stepSeconds: number): readonly HeldGpus[] =>
  series.map(({labels, points}) => ({
    pod: labels['pod'] ?? '',
    ...(labels['node'] && {node: labels['node']}),
    gpuHours: points.reduce((hours, {value}) => hours + (Number.isFinite(value) ? value : 0) * (stepSeconds / 3600), 0),
  }))

/** The time in which at least one look found something. */
export function seenHours(series: readonly RangeSeries[], stepSeconds: number): number {
  const seen = new Set(series.flatMap(({points}) => points.map(({atMs}) => atMs)))
  return (seen.size * stepSeconds) / 3600
}

/** A pod that holds GPUs now. */
export interface HoldingPod {
  readonly name: string
  readonly node?: string
  readonly gpus: number
  readonly startedAtMs?: number
}

/** What is known without a history: pods that run now, since they started. */
export function heldByRunning(pods: readonly HoldingPod[], asked: Span): readonly HeldGpus[] {
  return pods.flatMap(({name, node, gpus, startedAtMs}) =>
    gpus === 0 || startedAtMs === undefined
      ? []
      : [
          {
            pod: name,
            ...(node !== undefined && {node}),
            gpuHours: gpus * hoursOf({fromMs: Math.max(asked.fromMs, startedAtMs), toMs: asked.toMs}),
          },
        ],
  )
}

/** The part of a span since the first of these pods began. */
export function coveredBy(pods: readonly HoldingPod[], asked: Span): number {
  const starts = pods.flatMap(({startedAtMs}) => startedAtMs ?? [])
  const first = Math.min(...starts)
  return starts.length === 0 ? 0 : hoursOf({fromMs: Math.max(asked.fromMs, first), toMs: asked.toMs})
}
