import {textMap} from '@ome/capacity/fields'
import type {Model} from '@ome/inference-model/model'
import type {Runtime} from '@ome/inference-model/runtime'
import type {Change} from '@ome/sdk/plan'
import {parseLabels, parsePairs} from './pairs.ts'
import type {ReplicaFlags, ReplicaRange} from './replicas.ts'
import type {Machines} from './room.ts'
import type {FieldEdit, ServiceDraft} from './service-draft.ts'

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
  /** True when the namespace is known not to exist. */
  readonly withoutNamespace?: boolean
}

/** A service that is there already, as its object says it. */
export interface ExistingService {
  readonly model?: string
  field(at: readonly string[]): unknown
}

export interface DeployWorld {
  machines(): Promise<Machines>
  facts(namespace: string): Promise<DeployFacts>
  existing(namespace: string, name: string): Promise<ExistingService | undefined>
}

/** The bounds an existing service's engine declares. */
export function rangeIn(existing: ExistingService): ReplicaRange | undefined {
  const [min, max] = ['minReplicas', 'maxReplicas'].map((key) => existing.field(['spec', 'engine', key]))
  if (typeof min !== 'number') return undefined
  return {min, max: typeof max === 'number' ? Math.max(min, max) : min}
}

/** Where an existing service's engine may run. */
export function placementIn(existing: ExistingService): Pick<ServiceDraft, 'acceleratorClass' | 'nodeSelector'> {
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
    words: {readonly action: Change['action']; readonly reason: string},
  ): Change
}

/** The fields of an existing service that the typed flags of a second `deploy` change. */
export function editsOf(existing: ExistingService, draft: ServiceDraft, request: DeployRequest): FieldEdit[] {
  const wanted: (readonly [readonly string[], unknown])[] = []
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
  return wanted.flatMap(([at, to]) => {
    const from = existing.field(at)
    return isSame(from, to) ? [] : [{at, from, to}]
  })
}

/** The engine's variables with the typed ones set. A merge replaces lists whole, so the others are kept here. */
export function variableEdits(existing: ExistingService, env: Readonly<Record<string, string>>) {
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

const isSame = (from: unknown, to: unknown): boolean =>
  from === to || (typeof to === 'object' && JSON.stringify(from) === JSON.stringify(to))

export const monitoringAnnotation = 'ome.io/enable-prometheus-scraping'
export const reasonAnnotation = 'ome.cli/runtime-reason'
export const stoppedAnnotation = 'ome.cli/stopped'

/** The flags of `deploy` as they were typed. */
export interface DeployFlags {
  readonly name?: string | undefined
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly runtime?: string | undefined
  readonly accelerator?: string | undefined
  readonly replicas?: number | undefined
  readonly autoscale?: boolean | undefined
  readonly 'min-replicas'?: number | undefined
  readonly 'max-replicas'?: number | undefined
  readonly monitoring?: boolean | undefined
  readonly env?: readonly string[] | undefined
  readonly label?: readonly string[] | undefined
  readonly strict: boolean
  readonly 'wait-model': boolean
}

export const deployRequest = (model: string, namespace: string, flags: DeployFlags): DeployRequest => ({
  model,
  namespace,
  name: flags.name,
  scope: flags.scope,
  runtime: flags.runtime,
  accelerator: flags.accelerator,
  replicas: {
    replicas: flags.replicas,
    autoscale: flags.autoscale,
    min: flags['min-replicas'],
    max: flags['max-replicas'],
  },
  monitoring: flags.monitoring,
  env: parsePairs('--env', flags.env),
  labels: parseLabels('--label', flags.label),
  strict: flags.strict,
  waitModel: flags['wait-model'],
})
