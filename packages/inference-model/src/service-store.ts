import {inferenceServices} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ListOptions, ResourceRef, WatchEvent} from '@ome/sdk/kube'
import {ofOme} from './deploy/ome-presence.ts'
import {ifAllowed} from './if-allowed.ts'
import {ownerKey, type Service, toService, toServices} from './service.ts'

/** Reads services and what runs for them. Missing rights throw `denied`; a cluster without OME is told as such. */
export interface ServiceStore {
  find(namespace: string, name: string): Promise<Service | undefined>
  /** The service now and after every change of it or of what runs for it; undefined when it is gone. */
  follow(namespace: string, name: string): AsyncIterable<Service | undefined>
  /** Services of one namespace or of all of them, as their labels select. */
  list(query: {
    readonly namespace?: string | undefined
    readonly selector?: string | undefined
  }): Promise<readonly Service[]>
  /** Services of a namespace, for the name that was meant; none for a person who may not list them. */
  names(namespace: string): Promise<readonly string[]>
  /** True when a core Service of that name exists: a person may have meant it. */
  hasCoreService(namespace: string, name: string): Promise<boolean>
}

const core = (plural: string): ResourceRef => ({group: '', version: 'v1', plural, namespaced: true})
const pods = core('pods')
const deployments: ResourceRef = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}
const leaderWorkerSets: ResourceRef = {
  group: 'leaderworkerset.x-k8s.io',
  version: 'v1',
  plural: 'leaderworkersets',
  namespaced: true,
}

export const serviceStore = (kube: KubeClient): ServiceStore => ({
  async find(namespace, name) {
    const [object, around] = await ofOme(kube, read(kube, namespace, name))
    return object && toService(object, around)
  },
  follow: (namespace, name) => follow(kube, namespace, name),
  async list({namespace, selector}) {
    const scope = namespace === undefined ? {} : {namespace}
    const [objects, running, deployed, served] = await ofOme(
      kube,
      Promise.all([
        kube.list(inferenceServices, {...scope, ...(selector === undefined ? {} : {labelSelector: selector})}),
        kube.list(pods, {...scope, labelSelector: 'ome.io/inferenceservice'}),
        kube.list(deployments, {...scope, labelSelector: 'ome.io/inferenceservice'}),
        kube.resolve('leaderworkersets.leaderworkerset.x-k8s.io'),
      ]),
    )
    const groups = (served && (await ifAllowed(kube.list(leaderWorkerSets, scope)))) || []
    return toServices(objects, {workloads: [...deployed, ...groups], pods: running})
  },
  async names(namespace) {
    const found = (await ifAllowed(kube.list(inferenceServices, {namespace}))) ?? []
    return found.map(({metadata}) => metadata.name)
  },
  async hasCoreService(namespace, name) {
    return (await ifAllowed(kube.get(core('services'), name, {namespace}))) !== undefined
  },
})

const read = (kube: KubeClient, namespace: string, name: string) =>
  Promise.all([kube.get(inferenceServices, name, {namespace}), surroundings(kube, namespace, name)])

const ofService = (name: string): string => `ome.io/inferenceservice=${name}`

async function surroundings(kube: KubeClient, namespace: string, name: string) {
  const [served, found, deployed] = await Promise.all([
    kube.resolve('leaderworkersets.leaderworkerset.x-k8s.io'),
    kube.list(pods, {namespace, labelSelector: ofService(name)}),
    kube.list(deployments, {namespace, labelSelector: ofService(name)}),
  ])
  const groups = (served && (await ifAllowed(kube.list(leaderWorkerSets, {namespace})))) || []
  return {pods: found, workloads: [...deployed, ...groups.filter((each) => ownerKey(each) === `${namespace}/${name}`)]}
}

/** One watch per kind, joined: first the whole state, then the service as it is after every event that is news. */
async function* follow(kube: KubeClient, namespace: string, name: string): AsyncGenerator<Service | undefined> {
  const [first, around] = await ofOme(kube, read(kube, namespace, name))
  const state = new Map<string, KubeObject>()
  for (const object of [...(first ? [first] : []), ...around.pods, ...around.workloads])
    state.set(keyOf(object), object)
  yield current(state)
  if (!first) return
  const stop = new AbortController()
  // What is known goes along, so that what was deleted between the reading and the watch is told too.
  const watch = (resource: ResourceRef, objects: readonly KubeObject[], selector: ListOptions) =>
    kube.watch(resource, {namespace, signal: stop.signal, known: {objects}, ...selector})
  const labelled = {labelSelector: ofService(name)}
  const sources = [
    watch(inferenceServices, [first], {fieldSelector: `metadata.name=${name}`}),
    watch(
      deployments,
      around.workloads.filter(({kind}) => kind === 'Deployment'),
      labelled,
    ),
    watch(pods, around.pods, labelled),
  ]
  try {
    for await (const {type, object} of merged(sources)) {
      const known = state.get(keyOf(object))
      if (type === 'DELETED') state.delete(keyOf(object))
      else if (known?.metadata.resourceVersion === object.metadata.resourceVersion) continue
      else state.set(keyOf(object), object)
      yield current(state)
    }
  } finally {
    stop.abort()
  }
}

const keyOf = ({apiVersion, kind, metadata}: KubeObject): string => `${apiVersion}/${kind}/${metadata.name}`

function current(state: ReadonlyMap<string, KubeObject>): Service | undefined {
  const objects = [...state.values()]
  const service = objects.find(({kind}) => kind === 'InferenceService')
  return (
    service &&
    toService(service, {
      pods: objects.filter(({kind}) => kind === 'Pod'),
      workloads: objects.filter(({kind}) => kind !== 'Pod' && kind !== 'InferenceService'),
    })
  )
}

/** Events of several watches in the order they arrive; the first failure ends all. */
async function* merged(sources: readonly AsyncIterable<WatchEvent>[]): AsyncGenerator<WatchEvent> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]())
  const next = (index: number) => iterators[index]?.next().then((result) => ({index, result}))
  const pending = new Map(iterators.map((_, index) => [index, next(index)]))
  while (pending.size > 0) {
    const settled = await Promise.race(pending.values())
    if (!settled) return
    if (settled.result.done) pending.delete(settled.index)
    else {
      pending.set(settled.index, next(settled.index))
      yield settled.result.value
    }
  }
}
