import {at, list, number, text} from '@ome/capacity/fields'
import {type Condition, toCondition} from '@ome/inference-model/service-component'
import type {KubeObject} from '@ome/sdk/kube'
import {type KaitoPerformance, performanceOf} from './performance.ts'
import {type KaitoAdapter, type KaitoWorkspace, toAdapter} from './workspace.ts'

/** KAITO keeps no state word for sets: this is ours, of its conditions and replicas. */
export type InferenceSetState = 'Pending' | 'Ready' | 'NotReady' | 'Stopped' | 'Deleting'

/** An InferenceSet as its object and its Workspaces tell it. */
export interface KaitoInferenceSet {
  readonly noun: 'inferenceset'
  readonly namespace: string
  readonly name: string
  readonly model?: string
  readonly runtime: 'vllm' | 'transformers'
  readonly instanceType?: string
  readonly state: InferenceSetState
  /** Replicas it shall have. */
  readonly replicas: number
  /** Its Workspaces; `status.replicas` only repeats the wish. */
  readonly children: readonly KaitoWorkspace[]
  readonly readyReplicas: number
  readonly conditions: readonly Condition[]
  readonly adapters: readonly KaitoAdapter[]
  readonly config?: string
  /** KEDA scales it by its annotations. */
  readonly isAutoscaled: boolean
  /** Nobody changed what it shall have since it was made, its replicas included. */
  readonly isAsMade?: true
  readonly performance?: KaitoPerformance
  readonly createdAt?: string
}

/** `children`: Workspaces of its namespace; those of other sets are left out. */
export function toInferenceSet(object: KubeObject, children: readonly KaitoWorkspace[]): KaitoInferenceSet {
  const {metadata, spec, status} = object
  const namespace = metadata.namespace ?? ''
  const own = children.filter((each) => each.inferenceSet === metadata.name && each.namespace === namespace)
  const template = at(spec, 'template')
  const model = text(at(template, 'inference', 'preset', 'name'))
  const instanceType = text(at(template, 'resource', 'instanceType'))
  const config = text(at(template, 'inference', 'config'))
  const conditions = list(at(status, 'conditions')).map(toCondition)
  const replicas = number(at(spec, 'replicas')) ?? 1
  const readyReplicas = own.length > 0 ? own.filter(isReady).length : (number(at(status, 'readyReplicas')) ?? 0)
  const performance = performanceOf(status, 'aggregatedPeakTokensPerMinute')
  return {
    noun: 'inferenceset',
    namespace,
    name: metadata.name,
    ...(model !== undefined && {model}),
    runtime: metadata.annotations?.['kaito.sh/runtime'] === 'transformers' ? 'transformers' : 'vllm',
    ...(instanceType && {instanceType}),
    state: metadata.deletionTimestamp === undefined ? stateOf(replicas, readyReplicas, own) : 'Deleting',
    replicas,
    children: own,
    readyReplicas,
    conditions,
    adapters: list(at(template, 'inference', 'adapters')).map(toAdapter),
    ...(config && {config}),
    isAutoscaled: metadata.annotations?.['scaledobject.kaito.sh/auto-provision'] === 'true',
    ...(metadata.generation === 1 && {isAsMade: true}),
    ...(performance && {performance}),
    ...(metadata.creationTimestamp !== undefined && {createdAt: metadata.creationTimestamp}),
  }
}

const isReady = ({conditions}: KaitoWorkspace): boolean =>
  conditions.some(({type, status}) => type === 'WorkspaceSucceeded' && status === 'True')

function stateOf(replicas: number, ready: number, children: readonly KaitoWorkspace[]): InferenceSetState {
  if (replicas === 0 && children.length === 0) return 'Stopped'
  if (ready >= replicas) return 'Ready'
  return children.some(({state}) => state === 'NotReady') ? 'NotReady' : 'Pending'
}
