import type {Generation} from '@ome/inference-model/generation'
import type {Node} from '@ome/inference-model/node'
import type {Runtime} from '@ome/inference-model/runtime'
import type {Service} from '@ome/inference-model/service'
import type {Condition} from '@ome/inference-model/service-component'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {ModelFinding} from './model-finding.ts'

/** A warning of the cluster about a service, something it owns, or a node. */
export interface Warning {
  /** `kind/name`. */
  readonly object: string
  readonly reason: string
  readonly message: string
  readonly at?: string
  readonly count: number
}

/** The end of what a container wrote: of the run that failed, or of the present one. */
export interface LastLines {
  readonly pod: string
  readonly container?: string
  readonly previous: boolean
  readonly lines: readonly string[]
}

/** A HorizontalPodAutoscaler or ScaledObject. */
export interface Scaler {
  readonly object: string
  /** Name of the workload it scales. */
  readonly target: string
  readonly conditions: readonly Condition[]
  readonly min: number
  readonly max: number
  readonly current?: number
}

/** A workload of OME itself. */
export interface StackWorkload {
  readonly object: string
  readonly namespace: string
  readonly ready: number
  readonly wanted: number
}

/** Where requests are sent. */
export interface Route {
  readonly object: string
  readonly conditions: readonly Condition[]
  readonly shares: readonly {readonly to: string; readonly weight: number}[]
}

export interface Claim {
  readonly name: string
  readonly phase: string
  readonly storageClass?: string
}

export interface Quota {
  readonly name: string
  /** What is used up. */
  readonly full: readonly string[]
}

/** What the rules look at. Absent parts were not read or may not be. */
export interface ServiceFacts {
  readonly service: Service
  readonly now: Date
  readonly generation?: Generation
  /** Of the model that the service names. */
  readonly model?: ModelFinding
  readonly runtimes?: readonly Runtime[]
  readonly nodes?: readonly Node[]
  /** Accelerators in use per node. */
  readonly used?: ReadonlyMap<string, number>
  readonly warnings?: readonly Warning[]
  readonly lastLines?: LastLines
  readonly scalers?: readonly Scaler[]
  readonly controller?: StackWorkload | 'missing'
  /** Ready endpoints of OME's webhook. */
  readonly webhookEndpoints?: number
  readonly routes?: readonly Route[]
  /** The service that a share of its requests goes to, to try a new version. */
  readonly canary?: Service
  /** Ready endpoints of the service's own address. */
  readonly endpoints?: number
  readonly claims?: readonly Claim[]
  readonly quotas?: readonly Quota[]
  /** Served kinds that a rule asks for, such as `scaledobjects`. */
  readonly served?: ReadonlySet<string>
}

export type Check = (facts: ServiceFacts) => import('./finding.ts').Verdict | undefined

/** `service chat -n default`, as our commands take it. */
export const named = ({name, namespace}: Service): string => `service ${name} -n ${namespace}`

export const isMeantToRun = ({status}: Service): boolean => status !== 'Stopped'

/** Pods that are to answer and do not. */
export const unready = ({pods}: Service): readonly ServicePod[] =>
  pods.filter(({ready, terminating}) => !ready && !terminating)

/** Some replica that is wanted is missing. */
export const isIncomplete = ({components}: Service): boolean =>
  components.length === 0 ||
  components.some(({replicas, readyReplicas, workload}) => !workload || readyReplicas < replicas)

/** The newest warning that fits. */
export const newest = ({warnings = []}: ServiceFacts, fits: (warning: Warning) => boolean): Warning | undefined =>
  warnings
    .filter(fits)
    .reduce<Warning | undefined>((last, each) => (last && (last.at ?? '') > (each.at ?? '') ? last : each), undefined)

/** {@link newest} of those that no pod was made after: what was refused before that has been mended. */
export function pending(facts: ServiceFacts, fits: (warning: Warning) => boolean): Warning | undefined {
  const made = facts.service.pods.reduce((last, {createdAt = ''}) => (createdAt > last ? createdAt : last), '')
  return newest(facts, (warning) => fits(warning) && (warning.at ?? made) >= made)
}

export const count = (many: number, one: string, several = `${one}s`): string => `${many} ${many === 1 ? one : several}`

/** The first names and how many more there are. */
export const few = (names: readonly string[], most = 3): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
