import {textMap} from '@ome/capacity/fields'
import type {Model} from '@ome/inference-model/model'
import type {Runtime} from '@ome/inference-model/runtime'
import type {Change} from '@ome/sdk/plan'
import {editsTo, type FieldEdit} from '../../domain/field-edit.ts'
import type {Mode, ServiceFields, WantedFields} from '../../domain/mode.ts'
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
  /** Prefill and decode apart. */
  readonly pd?: boolean | undefined
  /** A manifest of the service that the flags change. */
  readonly base?: BaseService | undefined
  /** Too few free GPUs is an error instead of a warning. */
  readonly strict: boolean
  /** Deploy although no node has the model yet. */
  readonly waitModel: boolean
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
  facts(namespace: string): Promise<DeployFacts>
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

/** Turns what was decided into changes that can be applied. */
export interface ServiceWriter {
  create(draft: ServiceDraft): Change
  edit(
    service: {readonly name: string; readonly namespace: string},
    edits: readonly FieldEdit[],
    words: {readonly action: Change['action']; readonly reason: string | undefined},
  ): Change
}

/** The fields of an existing service that the typed flags of a second `deploy` change. */
export function editsOf(existing: ExistingService, draft: ServiceDraft, request: DeployRequest): FieldEdit[] {
  const wanted: (readonly [readonly string[], unknown])[] = request.base ? [...leavesOf(request.base)] : []
  const {replicas, autoscale, min, max} = request.replicas
  if (replicas !== undefined || autoscale !== undefined || min !== undefined || max !== undefined) {
    wanted.push(
      [['spec', 'engine', 'minReplicas'], draft.range.min],
      [['spec', 'engine', 'maxReplicas'], draft.range.max],
    )
  }
  if (request.runtime !== undefined) {
    wanted.push([['spec', 'runtime', 'name'], draft.runtime.name], [['spec', 'runtime', 'kind'], draft.runtime.kind])
  }
  if (draft.acceleratorClass !== undefined)
    wanted.push([['spec', 'acceleratorSelector', 'acceleratorClass'], draft.acceleratorClass])
  for (const [key, value] of Object.entries(draft.nodeSelector ?? {}))
    wanted.push([['spec', 'engine', 'nodeSelector', key], value])
  if (request.monitoring !== undefined) {
    wanted.push([['metadata', 'annotations', monitoringAnnotation], request.monitoring ? 'true' : 'false'])
  }
  if (Object.keys(request.env).length > 0) wanted.push(...variableEdits(existing, request.env))
  for (const [key, value] of Object.entries(request.labels)) wanted.push([['metadata', 'labels', key], value])
  return [...editsTo(existing, wanted)]
}

/** What a manifest says of a service, field by field; lists are whole. */
function leavesOf({object}: BaseService): WantedFields {
  const walk = (value: unknown, at: readonly string[]): WantedFields =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => walk(inner, [...at, key]))
      : [[at, value]]
  const {metadata, spec} = object
  const {labels, annotations} = Object(metadata)
  return [
    ...walk(labels ?? {}, ['metadata', 'labels']),
    ...walk(annotations ?? {}, ['metadata', 'annotations']),
    ...walk(spec ?? {}, ['spec']),
  ]
}

/** The engine's variables with the typed ones set. A merge replaces lists whole, so the others are kept here. */
export function variableEdits(existing: ServiceFields, env: Readonly<Record<string, string>>) {
  const runner = ['spec', 'engine', 'runner']
  const variables = existing.field([...runner, 'env'])
  const kept = Array.isArray(variables) ? variables.filter((each) => !(nameOf(each) in env)) : []
  const typed = Object.entries(env).map(([name, value]) => ({name, value}))
  return [
    [[...runner, 'name'], existing.field([...runner, 'name']) ?? 'ome-container'],
    [
      [...runner, 'env'],
      [...kept, ...typed],
    ],
  ] as const
}

const nameOf = (variable: unknown): string =>
  typeof variable === 'object' && variable !== null && 'name' in variable ? String(variable.name) : ''

export const monitoringAnnotation = 'ome.io/enable-prometheus-scraping'
export const reasonAnnotation = 'ome.cli/runtime-reason'
export const stoppedAnnotation = 'ome.cli/stopped'
