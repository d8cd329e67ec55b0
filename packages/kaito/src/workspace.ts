import {at, fields, list, number, text, textMap, texts} from '@ome/capacity/fields'
import {type Condition, toCondition} from '@ome/inference-model/service-component'
import type {KubeObject} from '@ome/sdk/kube'
import {type KaitoPerformance, performanceOf} from './performance.ts'

/** KAITO's own words, and `Deleting` while its finalizer waits. */
export type WorkspaceState = 'Pending' | 'Ready' | 'NotReady' | 'Running' | 'Succeeded' | 'Failed' | 'Deleting'

/** A Workspace as its object tells it. */
export interface KaitoWorkspace {
  readonly noun: 'workspace'
  readonly namespace: string
  readonly name: string
  readonly task: 'inference' | 'tuning'
  /** Preset as it is written in the object; absent where a pod template stands in its place. */
  readonly model?: string
  /** As the annotation says; KAITO's default is vLLM. A gate of the operator may overrule it. */
  readonly runtime: 'vllm' | 'transformers'
  readonly instanceType?: string
  /** Labels its nodes shall have. */
  readonly nodeLabels: Readonly<Record<string, string>>
  readonly state: WorkspaceState
  /** `conditions`: an older operator left `status.state` empty. */
  readonly stateFrom: 'status' | 'conditions'
  readonly nodes: readonly string[]
  /** Nodes it shall have; absent until the operator computed it. */
  readonly targetNodes?: number
  readonly conditions: readonly Condition[]
  readonly adapters: readonly KaitoAdapter[]
  /** ConfigMap with the engine's settings, or the training's. */
  readonly config?: string
  readonly tuning?: {readonly method: string}
  readonly performance?: KaitoPerformance
  /** The set it is a replica of. */
  readonly inferenceSet?: string
  readonly createdAt?: string
}

export interface KaitoAdapter {
  readonly name: string
  /** Image, or `pvc://CLAIM`. */
  readonly source: string
  readonly strength?: string
}

export function toWorkspace(object: KubeObject): KaitoWorkspace {
  const {metadata, resource, inference, tuning, status} = object
  const task = tuning === undefined ? 'inference' : 'tuning'
  const work = fields(task === 'tuning' ? tuning : inference)
  const conditions = list(at(status, 'conditions')).map(toCondition)
  const said = text(at(status, 'state'))
  const model = text(at(work, 'preset', 'name'))
  const instanceType = text(at(resource, 'instanceType'))
  const targetNodes = number(at(status, 'targetNodeCount'))
  const performance = performanceOf(status, 'peakTokensPerMinute')
  const config = text(work['config'])
  const inferenceSet = metadata.labels?.['inferenceset.kaito.sh/created-by']
  return {
    noun: 'workspace',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    task,
    ...(model !== undefined && {model}),
    runtime: metadata.annotations?.['kaito.sh/runtime'] === 'transformers' ? 'transformers' : 'vllm',
    ...(instanceType && {instanceType}),
    nodeLabels: textMap(at(resource, 'labelSelector', 'matchLabels')),
    state: metadata.deletionTimestamp === undefined ? (stateIn(said) ?? stateFrom(task, conditions)) : 'Deleting',
    stateFrom: stateIn(said) ? 'status' : 'conditions',
    nodes: texts(at(status, 'workerNodes')),
    ...(targetNodes && {targetNodes}),
    conditions,
    adapters: list(work['adapters']).map(toAdapter),
    ...(config && {config}),
    ...(task === 'tuning' && {tuning: {method: text(work['method']) ?? ''}}),
    ...(performance && {performance}),
    ...(inferenceSet !== undefined && {inferenceSet}),
    ...(metadata.creationTimestamp !== undefined && {createdAt: metadata.creationTimestamp}),
  }
}

const states = new Set<string>(['Pending', 'Ready', 'NotReady', 'Running', 'Succeeded', 'Failed'])

const stateIn = (said: string | undefined): WorkspaceState | undefined =>
  said !== undefined && states.has(said) ? (said as WorkspaceState) : undefined

/**
 * What `status.state` would be. Source: KAITO v0.12 `workspace_controller.go`: a benchmark that was completed once is
 * never taken back, so that a Workspace that has one and is not ready was ready before.
 */
export function stateFrom(task: KaitoWorkspace['task'], conditions: readonly Condition[]): WorkspaceState {
  const of = (type: string): Condition | undefined => conditions.find((each) => each.type === type)
  const succeeded = of('WorkspaceSucceeded')
  if (task === 'tuning') {
    if (succeeded?.status === 'True') return 'Succeeded'
    if (succeeded?.reason === 'workspaceFailed') return 'Failed'
    if (of('JobStarted')?.reason === 'WorkspaceTuningJobStatusFailed') return 'Failed'
    return of('JobStarted')?.status === 'True' ? 'Running' : 'Pending'
  }
  if (succeeded?.status === 'True') return 'Ready'
  if (of('BenchmarkCompleted') !== undefined) return 'NotReady'
  return of('InferenceReady')?.status === 'True' ? 'Ready' : 'Pending'
}

/** Whether it does what it is for: serves, trains, or has finished training. */
export const isWell = ({state}: Pick<KaitoWorkspace, 'state'>): boolean =>
  state === 'Ready' || state === 'Running' || state === 'Succeeded'

export function toAdapter(value: unknown): KaitoAdapter {
  const source = fields(at(value, 'source'))
  const claim = text(at(source, 'volumeSource', 'persistentVolumeClaim', 'claimName'))
  const strength = text(at(value, 'strength'))
  return {
    name: text(source['name']) ?? '',
    source: text(source['image']) ?? (claim === undefined ? '<volume>' : `pvc://${claim}`),
    ...(strength !== undefined && {strength}),
  }
}
