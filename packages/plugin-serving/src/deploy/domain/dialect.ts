import type {Mode, ServiceFields, WantedFields} from '@ome/inference-model/deploy/mode'
import type {ModeWords} from '@ome/inference-model/deploy/modes'
import type {Autoscaling} from './autoscaling.ts'

export type Pace = 'progressive' | 'recreate'

/** What a service says in the words of one generation of OME. */
export interface Dialect extends ModeWords {
  readonly native: boolean
  /** How pods are replaced. Throws `failed` for a mode in which nothing heeds it. */
  pace(pace: Pace, service: ServiceFields, mode: Mode): WantedFields
  autoscaled(scaling: Autoscaling): WantedFields
  /** No autoscaler of OME decides; the number of replicas stays. */
  fixed(replicas: number): WantedFields
  /** Who scales a component, by default the engine; undefined where nothing is said. */
  scaledBy(service: ServiceFields, component?: string): 'hpa' | 'keda' | 'external' | 'none' | undefined
}
