import {kaitoNouns, resourceOf} from '@ome/kaito/kaito-nouns'
import {inferenceServices} from '@ome/kinds/ome'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {BackendFinder} from '../domain/backend.ts'

export const backendFinder = (kube: KubeClient): BackendFinder => ({
  async served() {
    const [ome, kaito] = await Promise.all([
      kube.resolve('inferenceservices.ome.io'),
      kube.resolve('workspaces.kaito.sh'),
    ])
    return [...(ome ? (['ome'] as const) : []), ...(kaito ? (['kaito'] as const) : [])]
  },
  hasService: async (namespace, name) => (await found(kube, inferenceServices, namespace, name)) !== undefined,
  async nounsOf(namespace, name) {
    const objects = await Promise.all(kaitoNouns.map((noun) => found(kube, resourceOf(noun), namespace, name)))
    return kaitoNouns.filter((_, index) => objects[index] !== undefined)
  },
})

/** Undefined also where the kind is not served or may not be read: the command itself says so then. */
async function found(
  kube: KubeClient,
  resource: ResourceRef,
  namespace: string,
  name: string,
): Promise<KubeObject | undefined> {
  try {
    return await kube.get(resource, name, {namespace})
  } catch (error) {
    if (isOmeError(error) && (error.kind === 'not-found' || error.kind === 'denied')) return undefined
    throw error
  }
}
