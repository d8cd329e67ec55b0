import {toRagEngine} from '@ome/kaito/rag-engine'
import {ragEngines} from '@ome/kinds/kaito'
import type {KubeClient} from '@ome/sdk/kube'
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
      yaml: dumpYaml(authored(object)),
      ...(isKept ? {claimPath: mountPath.replace(/\/+$/, '')} : {}),
    }
  },
})
