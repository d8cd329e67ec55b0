import {sameAsDrafted} from '@ome/kaito/same-object'
import type {KubeObject} from '@ome/sdk/kube'
import type {EngineName} from '../../domain/engine-name.ts'

/** What is asked for, settled. */
export interface EngineDraft extends EngineName {
  readonly embedding: {readonly model: string} | {readonly url: string; readonly secret?: string | undefined}
  readonly llm?: {readonly url: string; readonly contextWindow: number; readonly secret?: string | undefined}
  readonly qdrant?: {readonly url: string; readonly secret?: string | undefined}
  readonly claim?: string | undefined
  readonly instanceType?: string | undefined
}

/**
 * A RAGEngine of v1beta1. Without an instance type there is no `compute`, which admission wants whole; FAISS has no
 * `vectorDB`, whose schema wants an address.
 */
export function ragEngineObject(draft: EngineDraft): KubeObject {
  const {name, namespace, embedding, llm, qdrant, claim, instanceType} = draft
  const secretOf = (secret: string | undefined) => (secret === undefined ? {} : {accessSecret: secret})
  const storage = {
    ...(claim === undefined ? {} : {persistentVolume: {persistentVolumeClaim: claim, mountPath: '/mnt/data'}}),
    ...(qdrant === undefined ? {} : {vectorDB: {engine: 'qdrant', url: qdrant.url, ...secretOf(qdrant.secret)}}),
  }
  return {
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'RAGEngine',
    metadata: {name, namespace},
    spec: {
      ...(instanceType === undefined ? {} : {compute: {instanceType, labelSelector: {matchLabels: {apps: name}}}}),
      ...(Object.keys(storage).length === 0 ? {} : {storage}),
      embedding:
        'model' in embedding
          ? {local: {modelID: embedding.model}}
          : {remote: {url: embedding.url, ...secretOf(embedding.secret)}},
      ...(llm === undefined
        ? {}
        : {inferenceService: {url: llm.url, contextWindowSize: llm.contextWindow, ...secretOf(llm.secret)}}),
    },
  }
}

/** Whether an engine is what a draft says, and has no part more: a claim or a model that the draft leaves out. */
export function isSameEngine(wanted: KubeObject, found: KubeObject): boolean {
  const parts = (object: KubeObject): string =>
    Object.keys(object['spec'] ?? {})
      .sort()
      .join()
  return parts(wanted) === parts(found) && sameAsDrafted(found, wanted)
}
