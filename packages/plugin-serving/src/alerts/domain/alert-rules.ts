import {quoted} from '@ome/engine-metrics/prometheus-api'
import type {KaitoNoun} from '@ome/kaito/kaito-nouns'
import type {AlertSubject} from './alert.ts'

export interface Thresholds {
  /** Mean use of its GPUs, 1 to 100. */
  readonly gpuPercent?: number | undefined
  /** Requests that wait. */
  readonly queue?: number | undefined
  /** Milliseconds. */
  readonly notReadyMs?: number | undefined
  /** Labels of GPU series are renamed by some scrapes: `exported_namespace` and `exported_pod`. */
  readonly isRenamed?: boolean | undefined
}

/** A rule as a PrometheusRule holds it. */
export interface RuleDraft {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** KAITO numbers the pods of a Workspace and gives the Workspaces of a set five letters (v0.12). */
const podEndings: Readonly<Record<KaitoNoun, string>> = {
  workspace: '[0-9]+',
  inferenceset: '[a-z0-9]{5}-[0-9]+',
  ragengine: '[a-z0-9]+-[a-z0-9]{5}',
}

export const podsOf = ({noun, name}: AlertSubject): string => `${name.replaceAll('.', '\\\\.')}-${podEndings[noun]}`

export function selectorOf(subject: AlertSubject, isRenamed = false): string {
  const prefix = isRenamed ? 'exported_' : ''
  return `${prefix}namespace=${quoted(subject.namespace)},${prefix}pod=~${quoted(podsOf(subject))}`
}

/** The series that tell how busy its GPUs are. */
export const gpuSeries = (subject: AlertSubject, isRenamed = false): string =>
  `DCGM_FI_DEV_GPU_UTIL{${selectorOf(subject, isRenamed)}}`

const minute = 60_000

export function alertRules(subject: AlertSubject, thresholds: Thresholds): readonly RuleDraft[] {
  const {gpuPercent, queue, notReadyMs, isRenamed} = thresholds
  const where = `${subject.noun}/${subject.name} in ${subject.namespace}`
  const draft = (alert: string, expr: string, hold: string, says: string): RuleDraft => ({
    alert,
    expr,
    for: hold,
    labels: {severity: 'warning', ome_object: `${subject.noun}/${subject.name}`},
    annotations: {summary: `${where}: ${says}`},
  })
  const pods = selectorOf(subject)
  return [
    ...(gpuPercent === undefined
      ? []
      : [
          draft(
            'GpuUtilizationHigh',
            `avg(${gpuSeries(subject, isRenamed)}) > ${gpuPercent}`,
            '10m',
            `its GPUs are busier than ${gpuPercent} %`,
          ),
        ]),
    ...(queue === undefined
      ? []
      : [
          draft(
            'QueueLong',
            `sum(vllm:num_requests_waiting{${pods}}) > ${queue}`,
            '5m',
            `more than ${queue} requests wait`,
          ),
        ]),
    ...(notReadyMs === undefined
      ? []
      : [
          draft(
            'NotReady',
            `sum(kube_pod_status_ready{condition="true",${pods}}) == 0`,
            holdText(notReadyMs),
            'none of its pods is ready',
          ),
        ]),
  ]
}

/** Prometheus takes whole units. */
const holdText = (ms: number): string =>
  ms % minute === 0 ? `${ms / minute}m` : `${Math.max(1, Math.round(ms / 1000))}s`
