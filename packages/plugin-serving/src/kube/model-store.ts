import {toModel} from '@ome/inference-model/model'
import {baseModels, clusterBaseModels} from '@ome/kinds/ome'
import type {KubeClient} from '@ome/sdk/kube'
import type {ModelStore} from '../domain/service-report.ts'
import {ifAllowed} from './service-store.ts'

/** A model that is ready is read once per command: a followed service asks for it after every change. */
export function modelStore(kube: KubeClient): ModelStore {
  const read = new Map<string, Promise<ReturnType<typeof toModel> | undefined>>()
  const load: ModelStore['find'] = async (name, kind, namespace) => {
    const own = kind === 'ClusterBaseModel' ? undefined : await ifAllowed(kube.get(baseModels, name, {namespace}))
    const object = own ?? (kind === 'BaseModel' ? undefined : await ifAllowed(kube.get(clusterBaseModels, name)))
    return object && toModel(object)
  }
  return {
    async find(name, kind, namespace) {
      const key = `${kind}/${namespace}/${name}`
      const reading = read.get(key) ?? load(name, kind, namespace)
      read.set(key, reading)
      const found = await reading
      if (found?.status !== 'Ready') read.delete(key)
      return found
    },
  }
}
