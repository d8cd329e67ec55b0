import type {Measurement} from '@ome/engine-metrics/measure-engines'
import {runsEngine, type ServicePod} from '@ome/inference-model/service-pod'
import type {OmeError} from '@ome/sdk/errors'
import type {Running} from '../../domain/running.ts'
import type {GpuMetric} from './metric-name.ts'

/** What is measured: as much of it as its pods tell. Without a noun it is a service of OME. */
export type Measured = Pick<Running, 'name' | 'namespace' | 'pods'> & {readonly noun?: string}

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

export const enginePods = ({pods}: Measured): readonly ServicePod[] => pods.filter(runsEngine)

/** Longer questions do not fit into the line of a request. */
const mostNames = 40

/** A regular expression for the names of a service's engine pods: those it has, and those it had. */
export function podPattern(service: Measured): string {
  const usual = `${escaped(service.name)}-${usualEndings[service.noun ?? ''] ?? ofService}`
  const isUsual = new RegExp(`^${usual}$`)
  const others = enginePods(service).flatMap(({name}) => (isUsual.test(name) ? [] : [escaped(name)]))
  return [usual, ...others.slice(0, mostNames)].join('|')
}

const ofService = '(engine|decoder|predictor).*'

/** KAITO numbers the pods of a Workspace, and gives the Workspaces of a set five letters (v0.12). */
const usualEndings: Readonly<Record<string, string>> = {
  workspace: '[0-9]+',
  inferenceset: '[a-z0-9]{5}-[0-9]+',
  ragengine: '[a-z0-9]+-[a-z0-9]{5}',
}

const escaped = (name: string): string => name.replaceAll('.', '\\.')
