import type {ServiceFields, WantedFields} from '@ome/inference-model/deploy/mode'
import {
  type BaseService,
  type DeployRequest,
  type ExistingService,
  monitoringAnnotation,
} from '@ome/inference-model/deploy/request'
import type {ServiceDraft} from '@ome/inference-model/deploy/service-draft'
import type {Change} from '@ome/sdk/plan'
import {editsTo, type FieldEdit} from '../../domain/field-edit.ts'

/** Turns what was decided into changes that can be applied. */
export interface ServiceWriter {
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

/** Variables of an engine by name; null takes one away. */
export type Variables = Readonly<Record<string, string | null>>

/** The engine's variables with the typed ones set. A merge replaces lists whole, so the others are kept here. */
export function variableEdits(existing: ServiceFields, env: Variables): WantedFields {
  const runner = ['spec', 'engine', 'runner']
  const variables = existing.field([...runner, 'env'])
  const before = Array.isArray(variables) ? variables : []
  const kept = before.filter((each) => !(nameOf(each) in env))
  const typed = Object.entries(env).flatMap(([name, value]) => (value === null ? [] : [{name, value}]))
  if (typed.length === 0 && kept.length === before.length) return []
  return [
    [[...runner, 'name'], existing.field([...runner, 'name']) ?? 'ome-container'],
    [
      [...runner, 'env'],
      [...kept, ...typed],
    ],
  ]
}

const nameOf = (variable: unknown): string =>
  typeof variable === 'object' && variable !== null && 'name' in variable ? String(variable.name) : ''

export const stoppedAnnotation = 'ome.cli/stopped'
