import {ifAllowed} from '@ome/inference-model/if-allowed'
import type {KubeClient} from '@ome/sdk/kube'
import type {KubeflowKind} from '../domain/kubeflow-kind.ts'
import {type ObjectStore, toKubeflowObject} from '../domain/kubeflow-object.ts'

export const objectStore = (kube: KubeClient): ObjectStore => ({
  async list(kinds, namespace) {
    const found = await Promise.all(kinds.map((kind) => listed(kube, kind, namespace)))
    return {
      objects: found.flatMap((each) => each ?? []),
      denied: kinds.filter((_, index) => found[index] === undefined),
    }
  },
  async get(kind, name, namespace) {
    const scope = kind.resource.namespaced ? {namespace} : {}
    const raw = await kube.get(kind.resource, name, scope)
    return raw && toKubeflowObject(kind, raw)
  },
})

/** Undefined where this person may not. */
async function listed(kube: KubeClient, kind: KubeflowKind, namespace: string | undefined) {
  const scope = kind.resource.namespaced && namespace !== undefined ? {namespace} : {}
  const found = await ifAllowed(kube.list(kind.resource, scope))
  return found?.map((raw) => toKubeflowObject(kind, raw))
}
