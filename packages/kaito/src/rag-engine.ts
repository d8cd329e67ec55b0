import {at, list, number, text, texts} from '@ome/capacity/fields'
import {type Condition, toCondition} from '@ome/inference-model/service-component'
import type {KubeObject} from '@ome/sdk/kube'

/** KAITO keeps no state word for engines: this is ours, of its conditions. */
export type RagEngineState = 'Pending' | 'Ready' | 'NotReady' | 'Deleting'

/** A RAGEngine as its object tells it. */
export interface KaitoRagEngine {
  readonly noun: 'ragengine'
  readonly namespace: string
  readonly name: string
  readonly instanceType?: string
  readonly state: RagEngineState
  readonly nodes: readonly string[]
  readonly conditions: readonly Condition[]
  /** The later of `ServiceReady` and `RAGEngineServiceReady`: success and failure are written to different types. */
  readonly service?: Condition
  /** As the object asks for; the service of v0.12 does not heed it. */
  readonly embedding: {readonly kind: 'local' | 'remote'; readonly of: string}
  /** Address of the model that answers; absent where only retrieval is wanted. */
  readonly llmUrl?: string
  readonly contextWindow?: number
  readonly store: 'faiss' | 'qdrant'
  readonly storeUrl?: string
  /** Volume claim that holds the index; without one it lives in memory. */
  readonly claim?: string
  readonly mountPath?: string
  readonly createdAt?: string
}

export function toRagEngine(object: KubeObject): KaitoRagEngine {
  const {metadata, spec, status} = object
  const conditions = list(at(status, 'conditions')).map(toCondition)
  const service = serviceConditionOf(conditions)
  const instanceType = text(at(spec, 'compute', 'instanceType'))
  const llmUrl = text(at(spec, 'inferenceService', 'url'))
  const contextWindow = number(at(spec, 'inferenceService', 'contextWindowSize'))
  const remote = text(at(spec, 'embedding', 'remote', 'url'))
  const local = text(at(spec, 'embedding', 'local', 'modelID')) ?? text(at(spec, 'embedding', 'local', 'image'))
  const volume = at(spec, 'storage', 'persistentVolume')
  const storeUrl = text(at(spec, 'storage', 'vectorDB', 'url'))
  const claim = text(at(volume, 'persistentVolumeClaim'))
  const mountPath = text(at(volume, 'mountPath'))
  return {
    noun: 'ragengine',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ...(instanceType && {instanceType}),
    state: metadata.deletionTimestamp === undefined ? stateOf(conditions, service) : 'Deleting',
    nodes: texts(at(status, 'workerNodes')),
    conditions,
    ...(service && {service}),
    embedding: remote === undefined ? {kind: 'local', of: local ?? ''} : {kind: 'remote', of: remote},
    ...(llmUrl && {llmUrl}),
    ...(contextWindow !== undefined && {contextWindow}),
    store: at(spec, 'storage', 'vectorDB', 'engine') === 'qdrant' ? 'qdrant' : 'faiss',
    ...(storeUrl && {storeUrl}),
    ...(claim && {claim, mountPath: mountPath ?? '/mnt/data'}),
    ...(metadata.creationTimestamp !== undefined && {createdAt: metadata.creationTimestamp}),
  }
}

/** Of two conditions for one matter the later one holds (KAITO v0.12 writes failures to the other type). */
export function serviceConditionOf(conditions: readonly Condition[]): Condition | undefined {
  const both = conditions.filter(({type}) => type === 'ServiceReady' || type === 'RAGEngineServiceReady')
  return both.reduce<Condition | undefined>(
    (latest, each) => (latest === undefined || timeOf(each) > timeOf(latest) ? each : latest),
    undefined,
  )
}

const timeOf = ({lastTransitionAt}: Condition): number => Date.parse(lastTransitionAt ?? '') || 0

function stateOf(conditions: readonly Condition[], service: Condition | undefined): RagEngineState {
  if (service !== undefined) return service.status === 'True' ? 'Ready' : 'NotReady'
  return conditions.some(({type, status}) => type === 'RAGEngineSucceeded' && status === 'True') ? 'Ready' : 'Pending'
}
