import type {Measurement} from '@ome/engine-metrics/measure-engines'
import type {Service} from '@ome/inference-model/service'
import {runsEngine, type ServicePod} from '@ome/inference-model/service-pod'
import type {OmeError} from '@ome/sdk/errors'
import type {GpuMetric} from './metric-name.ts'

/** What is known of the GPUs of a service. */
export type GpuMeasurement = {readonly metric: GpuMetric; readonly unit: '%'} & (
  | {readonly kind: 'value'; readonly value: number; readonly gpus: number; readonly seconds: number}
  | {readonly kind: 'missing'; readonly reason: string}
)

/** Who told the values. */
export interface MetricSourceNote {
  readonly kind: 'prometheus' | 'pods'
  /** Of the server; of pods how many of how many answered. */
  readonly title: string
}

/** The metrics of a service at one moment. */
export interface ServiceMeasurements {
  readonly at: Date
  readonly service: {readonly name: string; readonly namespace: string}
  readonly engines: readonly Measurement[]
  readonly gpus: readonly GpuMeasurement[]
  /** Of the engines' values. */
  readonly source: MetricSourceNote
  /** Of the GPUs' values. */
  readonly gpuSource: string
  /** What a person should know of the sources. */
  readonly notes: readonly string[]
  /** The server's refusal for want of a right. */
  readonly denied?: OmeError
  /** Why a pod told nothing. */
  readonly silent?: string
}

export const enginePods = ({pods}: Service): readonly ServicePod[] => pods.filter(runsEngine)

/** Longer questions do not fit into the line of a request. */
const mostNames = 40

/** A regular expression for the names of a service's engine pods: those it has, and those it had. */
export function podPattern(service: Service): string {
  const usual = `${escaped(service.name)}-(engine|decoder|predictor).*`
  const isUsual = new RegExp(`^${usual}$`)
  const others = enginePods(service).flatMap(({name}) => (isUsual.test(name) ? [] : [escaped(name)]))
  return [usual, ...others.slice(0, mostNames)].join('|')
}

const escaped = (name: string): string => name.replaceAll('.', '\\.')
