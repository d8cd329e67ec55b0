import {textMap} from '@ome/capacity/fields'
import type {Model} from '../model.ts'
import type {Runtime} from '../runtime.ts'
import type {Mode, ServiceFields} from './mode.ts'
import type {GpuQuota} from './quota.ts'
import type {ReplicaFlags, ReplicaRange} from './replicas.ts'
import type {Machines} from './room.ts'
import type {ServiceDraft} from './service-draft.ts'

/** What a person asked to deploy; absent fields were not typed. */
export interface DeployRequest {
  readonly model: string
  readonly name?: string | undefined
  readonly namespace: string
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly runtime?: string | undefined
  readonly accelerator?: string | undefined
  readonly replicas: ReplicaFlags
  readonly monitoring?: boolean | undefined
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** How it runs, where OME leaves a choice. */
  readonly mode?: Mode | undefined
  /** Prefill and decode apart; false wants both in one. */
  readonly pd?: boolean | undefined
  /** The engine that the runtime has to run. */
  readonly engine?: string | undefined
  /** A manifest of the service that the flags change. */
  readonly base?: BaseService | undefined
  /** Too few free GPUs is an error instead of a warning. */
  readonly strict: boolean
  /** Deploy although no node has the model yet. */
  readonly waitModel: boolean
  /** A service of the name that is there is a conflict. */
  readonly mustBeNew?: boolean | undefined
}

/** A person's settings that bear on deployments. */
export interface DeployPreferences {
  readonly autoscale: boolean
  readonly monitoring: boolean
  readonly engine?: string | undefined
  /** False: the runtime must be named. */
  readonly selectRuntime: boolean
}

/** The cluster as far as a deployment depends on it. */
export interface DeployFacts extends Machines {
  readonly models: readonly Model[]
  readonly runtimes: readonly Runtime[]
  /** Of the namespace; none where they may not be read. */
  readonly quotas?: readonly GpuQuota[]
  /** True when the namespace is known not to exist. */
  readonly withoutNamespace?: boolean
}

/** A service as somebody wrote it into a file. */
export interface BaseService extends ServiceFields {
  readonly object: Readonly<Record<string, unknown>>
}

/** A service that is there already, as its object says it. */
export interface ExistingService extends ServiceFields {
  readonly model?: string
  readonly uid: string
}

export interface DeployWorld {
  machines(): Promise<Machines>
  /** `withConfigurations`: the models' config.json as the nodes' agents report them, too. */
  facts(namespace: string, more?: {readonly withConfigurations?: boolean}): Promise<DeployFacts>
  existing(namespace: string, name: string): Promise<ExistingService | undefined>
  /** The services of a namespace by name. */
  all(namespace: string): Promise<ReadonlyMap<string, ExistingService>>
}

/** The bounds an existing service's engine declares. */
export function rangeIn(existing: ServiceFields): ReplicaRange | undefined {
  const [min, max] = ['minReplicas', 'maxReplicas'].map((key) => existing.field(['spec', 'engine', key]))
  if (typeof min !== 'number') return undefined
  return {min, max: typeof max === 'number' ? Math.max(min, max) : min}
}

/** Where an existing service's engine may run. */
export function placementIn(existing: ServiceFields): Pick<ServiceDraft, 'acceleratorClass' | 'nodeSelector'> {
  const acceleratorClass = existing.field(['spec', 'acceleratorSelector', 'acceleratorClass'])
  const nodeSelector = textMap(existing.field(['spec', 'engine', 'nodeSelector']))
  return {
    ...(typeof acceleratorClass === 'string' && {acceleratorClass}),
    ...(Object.keys(nodeSelector).length > 0 && {nodeSelector}),
  }
}

export const monitoringAnnotation = 'ome.io/enable-prometheus-scraping'
export const reasonAnnotation = 'ome.cli/runtime-reason'
