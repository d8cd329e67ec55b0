import type {Mode, ServiceFields, WantedFields} from '../../domain/mode.ts'
import type {Autoscaling} from './autoscaling.ts'

export type Pace = 'progressive' | 'recreate'

/** What a service says in the words of one generation of OME. */
export interface Dialect {
  readonly native: boolean
  /** Modes that `--mode` may name. */
  readonly modes: readonly Mode[]
  modeOf(service: ServiceFields, workloadKind?: string): Mode
  /** What a new service of this mode says besides. */
  declared(mode: Mode | undefined, multiNode: boolean): Readonly<Record<string, unknown>>
  /** How pods are replaced. Throws `failed` for a mode in which nothing heeds it. */
  pace(pace: Pace, service: ServiceFields, mode: Mode): WantedFields
  autoscaled(scaling: Autoscaling): WantedFields
  /** No autoscaler of OME decides; the number of replicas stays. */
  fixed(replicas: number): WantedFields
  /** Who scales a component, by default the engine; undefined where nothing is said. */
  scaledBy(service: ServiceFields, component?: string): 'hpa' | 'keda' | 'external' | 'none' | undefined
}
