import type {KubeClient, Resource} from '@ome/sdk/kube'
import {serverStatus} from '@ome/sdk/status'
import type {ClusterObjects} from './manifest.ts'

export const clusterObjects = (kube: KubeClient): ClusterObjects => ({
  async resourceOf(apiVersion, kind) {
    const [version = '', group = ''] = apiVersion.split('/').reverse()
    const isMeant = (each: Resource): boolean => each.kind === kind && each.group === group && each.version === version
    // A definition may have been made since discovery was read.
    return (await kube.resources()).find(isMeant) ?? (await kube.resources({fresh: true})).find(isMeant)
  },
  async resources() {
    const seen = new Set<string>()
    return (await kube.resources()).filter(({plural, group, verbs}) => {
      const key = `${plural}.${group}`
      if (!verbs.includes('list') || seen.has(key)) return false
      seen.add(key)
      return true
    })
  },
  resolve: (word) => kube.resolve(word),
  find: (resource, name, namespace) => kube.get(resource, name, namespace === undefined ? {} : {namespace}),
  list: (resource, {namespace, selector}) =>
    kube.list(resource, {
      ...(selector === undefined ? {} : {labelSelector: selector}),
      ...(namespace === undefined ? {} : {namespace}),
    }),
  contested: (error) => (serverStatus(error)?.causes ?? []).flatMap(({field}) => (field === undefined ? [] : [field])),
  tryApply: (resource, object, {force}) => kube.apply(resource, object, {dryRun: true, force}),
})
