import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ListOptions} from '@ome/sdk/kube'
import type {ReadOptions, Resources} from '../domain/resources.ts'

const listOptions = ({namespace, selector}: ReadOptions): ListOptions => ({
  ...(namespace === undefined ? {} : {namespace}),
  ...(selector === undefined ? {} : {labelSelector: selector}),
})

const keyOf = ({metadata}: KubeObject): string => metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`

export const resources = (kube: KubeClient, signal: AbortSignal): Resources => ({
  async resolve(word) {
    const found = await kube.resolve(word)
    if (found) return found
    throw new OmeError('not-found', `the server doesn't have a resource type "${word}"`, [
      'ours: services, models, runtimes, accelerators; others by the names that kubectl api-resources prints',
    ])
  },
  find: (resource, name, namespace) => kube.get(resource, name, namespace === undefined ? {} : {namespace}),
  list: (resource, options) => kube.list(resource, listOptions(options)),
  table: (resource, {name, ...options}) =>
    kube.table(resource, {...listOptions(options), ...(name === undefined ? {} : {name}), includeObject: true}),
  async *follow(resource, options, known) {
    const versions = new Map(known.map((object) => [keyOf(object), object.metadata.resourceVersion]))
    for await (const {object} of kube.watch(resource, {...listOptions(options), signal})) {
      const isKnown = versions.get(keyOf(object)) === object.metadata.resourceVersion
      versions.delete(keyOf(object))
      if (!isKnown) yield object
    }
  },
})

/** Whether a namespace has a Service of Kubernetes of a name; false when it may not be read. */
export const coreServices =
  (kube: KubeClient) =>
  (namespace: string | undefined) =>
  async (name: string): Promise<boolean> => {
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
