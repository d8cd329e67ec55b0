import {configMaps} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {type ConfigStore, configMapOf, dataKey, templateLabel, toKeptConfig} from '../domain/config-map.ts'

export const configStore = (kube: KubeClient): ConfigStore => ({
  async find(namespace, name) {
    const object = await kube.get(configMaps, name, {namespace})
    return object && toKeptConfig(object)
  },
  async templates(namespace) {
    const labelSelector = `${templateLabel.key}=${templateLabel.value}`
    return (await kube.list(configMaps, {namespace, labelSelector})).map(toKeptConfig)
  },
  keep: (draft, overwrites) => ({
    method: 'apply',
    resource: configMaps,
    body: configMapOf(draft),
    ...(overwrites && {force: true}),
  }),
  change: ({namespace, name, kind, resourceVersion}, text) => ({
    method: 'merge',
    resource: configMaps,
    name,
    namespace,
    body: {metadata: {resourceVersion}, data: {[dataKey[kind]]: text}},
  }),
})
