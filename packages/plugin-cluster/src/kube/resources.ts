import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, ListOptions} from '@ome/sdk/kube'
import {nearest} from '@ome/sdk/nearest'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import type {ReadOptions, Resources} from '../domain/resources.ts'

const ownWords = ['services', 'models', 'runtimes', 'accelerators']

const listOptions = ({namespace, selector}: ReadOptions): ListOptions => ({
  ...(namespace === undefined ? {} : {namespace}),
  ...(selector === undefined ? {} : {labelSelector: selector}),
})

export const resources = (kube: KubeClient): Resources => ({
  async resolve(word) {
    const found = await kube.resolve(word)
    if (found) return found
    const words = (await kube.resources()).flatMap(({plural, singular, shortNames}) => [
      plural,
      singular,
      ...shortNames,
    ])
    const meant = nearest(word, [...ownWords, ...words])
    throw new OmeError('not-found', `the server doesn't have a resource type "${word}"`, [
      ...(meant === undefined ? [] : [`did you mean ${meant}?`]),
      'with views of ours: services, models, runtimes, accelerators; all others are the resources of the API server',
    ])
  },
  async resolveKind(apiVersion, kind) {
    const [version = '', group = ''] = apiVersion.split('/').reverse()
    const found = (await kube.resources()).find(
      (each) => each.kind === kind && each.group === group && each.version === version,
    )
    if (found) return found
    throw new OmeError('not-found', `the server has no kind "${kind}" in ${apiVersion}`)
  },
  find: (resource, name, namespace) => kube.get(resource, name, namespace === undefined ? {} : {namespace}),
  list: (resource, options) => kube.list(resource, listOptions(options)),
  text({metadata: {managedFields: _, ...metadata}, ...object}) {
    return dumpYaml({...object, metadata})
  },
})

/** Whether a namespace has a Service of Kubernetes of a name; false when it may not be read. */
export async function hasCoreService(kube: KubeClient, namespace: string | undefined, name: string): Promise<boolean> {
  if (namespace === undefined) return false
  try {
    return (
      (await kube.get({group: '', version: 'v1', plural: 'services', namespaced: true}, name, {namespace})) !==
      undefined
    )
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return false
    throw error
  }
}
