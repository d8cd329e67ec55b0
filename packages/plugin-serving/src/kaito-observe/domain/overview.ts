import type {Service} from '@ome/inference-model/service'
import {type KaitoSubject, nodeCounts} from '@ome/kaito/kaito-report'

/** One thing that is served, tuned or retrieved from, whoever runs it. */
export interface Overview {
  readonly namespace: string
  readonly name: string
  readonly kind: 'Workspace' | 'InferenceSet' | 'RAGEngine' | 'InferenceService'
  readonly model?: string
  readonly state: string
  readonly isWell: boolean
  readonly nodes: number
  readonly targetNodes?: number
  readonly instanceType?: string
  readonly createdAt?: string
}

const kinds = {workspace: 'Workspace', inferenceset: 'InferenceSet', ragengine: 'RAGEngine'} as const
const well = new Set<string>(['Ready', 'Running', 'Succeeded', 'Stopped'])

export function overviewOf(subject: KaitoSubject): Overview {
  const {namespace, name, noun, state, instanceType, createdAt} = subject
  const {ready, target} = nodeCounts(subject)
  const model = subject.noun === 'ragengine' ? undefined : subject.model
  return {
    namespace,
    name,
    kind: kinds[noun],
    ...(model !== undefined && {model}),
    state,
    isWell: well.has(state),
    nodes: ready,
    ...(target !== undefined && {targetNodes: target}),
    ...(instanceType !== undefined && {instanceType}),
    ...(createdAt !== undefined && {createdAt}),
  }
}

/** OME places its pods on nodes that are there: it wants none of a certain type. */
export function overviewOfService({namespace, name, status, model, pods, createdAt}: Service): Overview {
  return {
    namespace,
    name,
    kind: 'InferenceService',
    ...(model && {model: model.name}),
    state: status,
    isWell: well.has(status),
    nodes: new Set(pods.flatMap(({node}) => node ?? [])).size,
    ...(createdAt !== undefined && {createdAt}),
  }
}

export const byPlace = (left: Overview, right: Overview): number => {
  const [a, b] = [`${left.namespace}/${left.name}/${left.kind}`, `${right.namespace}/${right.name}/${right.kind}`]
  return a < b ? -1 : a > b ? 1 : 0
}
