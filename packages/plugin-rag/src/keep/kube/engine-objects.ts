import {toRagEngine} from '@ome/kaito/rag-engine'
import {ragEngines} from '@ome/kinds/kaito'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {authored} from '@ome/sdk/manifest'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import type {EngineObjects} from '../domain/kept-engine.ts'

export const engineObjects = (kube: KubeClient): EngineObjects => ({
  async find({namespace, name}) {
    const object = await kube.get(ragEngines, name, {namespace})
    if (!object) return undefined
    const {claim, mountPath, store} = toRagEngine(object)
    const isKept = claim !== undefined && mountPath !== undefined && store === 'faiss'
    return {
      namespace,
      name,
      yaml: dumpYaml(asWritten(object)),
      ...(isKept ? {claimPath: mountPath.replace(/\/+$/, '')} : {}),
    }
  },
})

/** What the operator adds is made again with the object: its finalizer and its revisions. */
function asWritten(object: KubeObject): KubeObject {
  const {metadata, ...rest} = authored(object)
  const {finalizers: _, annotations = {}, ...own} = metadata
  const kept = Object.entries(annotations).filter(([key]) => !key.startsWith('ragengine.kaito.io/'))
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {...own, ...(kept.length > 0 && {annotations: Object.fromEntries(kept)})},
  }
}
