import {listOptions} from '@ome/inference-model/lists'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, Resource, ResourceRef} from '@ome/sdk/kube'
import {nearest} from '@ome/sdk/nearest'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import type {Resources} from '../domain/resources.ts'

const ownWords = ['services', 'models', 'runtimes', 'accelerators']

export const resources = (kube: KubeClient, signal: AbortSignal): Resources => ({
  async resolve(word) {
    return (await kube.resolve(word)) ?? (await refuse(kube, word))
  },
  async named(word) {
    const resource = word === 'all' ? undefined : await kube.resolve(word)
    if (resource) return [resource]
    const members = (await listable(kube)).filter(({categories}) => categories.includes(word))
    return members.length > 0 ? members : await refuse(kube, word)
  },
  all: () => listable(kube),
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
  follow: (resource, name, namespace) => follow(kube, {resource, name, namespace}, signal),
  text({metadata: {managedFields: _, ...metadata}, ...object}) {
    return dumpYaml({...object, metadata})
  },
})

interface One {
  readonly resource: ResourceRef
  readonly name: string
  readonly namespace: string | undefined
}

async function* follow(
  kube: KubeClient,
  {resource, name, namespace}: One,
  signal: AbortSignal,
): AsyncGenerator<KubeObject | undefined> {
  const options = {fieldSelector: `metadata.name=${name}`, ...(namespace === undefined ? {} : {namespace})}
  const first = await kube.get(resource, name, namespace === undefined ? {} : {namespace})
  yield first
  const known = {objects: first === undefined ? [] : [first]}
  for await (const {type, object} of kube.watch(resource, {...options, known, signal}))
    yield type === 'DELETED' ? undefined : object
}

async function refuse(kube: KubeClient, word: string): Promise<never> {
  const words = (await kube.resources()).flatMap(({plural, singular, shortNames}) => [plural, singular, ...shortNames])
  const meant = nearest(word, [...ownWords, ...words])
  throw new OmeError('not-found', `the server doesn't have a resource type "${word}"`, [
    ...(meant === undefined ? [] : [`did you mean ${meant}?`]),
    'with views of ours: services, models, runtimes, accelerators; all others are the resources of the API server',
  ])
}

/** Discovery gives preferred versions first. */
async function listable(kube: KubeClient): Promise<readonly Resource[]> {
  const seen = new Set<string>()
  return (await kube.resources()).filter(({plural, group, verbs}) => {
    const key = `${plural}.${group}`
    if (!verbs.includes('list') || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

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
