import {requiredAcceleratorClasses} from '@ome/capacity/selection-input'
import {toAccelerators} from '@ome/inference-model/accelerator'
import {listedModels, modelSources} from '@ome/inference-model/listed-model'
import {
  followLists,
  type Lists,
  listOptions,
  ordered,
  type Query,
  readLists,
  type Source,
} from '@ome/inference-model/lists'
import {type Model, toModel} from '@ome/inference-model/model'
import {gpuPod, toNode, usedGpus} from '@ome/inference-model/node'
import {type Runtime, toRuntime} from '@ome/inference-model/runtime'
import {type Service, toServices} from '@ome/inference-model/service'
import {
  acceleratorClasses,
  baseModels,
  clusterBaseModels,
  clusterServingRuntimes,
  inferenceServices,
  servingRuntimes,
} from '@ome/kinds/ome'
import type {KubeClient, ListOptions, ResourceRef} from '@ome/sdk/kube'
import type {Catalogue, Listing, Shelf} from '../domain/listing.ts'
import {isUndecided, predicted} from '../domain/prediction.ts'

const core = (plural: string, namespaced = true): ResourceRef => ({group: '', version: 'v1', plural, namespaced})
const pods = core('pods')
const nodes = core('nodes', false)
const deployments: ResourceRef = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}
const leaderWorkerSets: ResourceRef = {
  group: 'leaderworkerset.x-k8s.io',
  version: 'v1',
  plural: 'leaderworkersets',
  namespaced: true,
}

export function catalogue(kube: KubeClient, signal: AbortSignal): Catalogue {
  const shelf = <Item>(
    sources: (query: Query) => Source[],
    translate: (lists: Lists, query: Query) => readonly Item[],
  ): Shelf<Item> => ({
    async list(query) {
      const lists = await readLists(kube, sources(query))
      return {items: translate(lists, query), unreadable: lists.unreadable}
    },
    async *follow(query) {
      for await (const lists of followLists(kube, sources(query), signal)) {
        yield {items: translate(lists, query), unreadable: lists.unreadable}
      }
    },
  })
  const listed = shelf(serviceSources, services)
  return {
    services: {
      async list(query) {
        const listing = await listed.list(query)
        return listing.items.some(isUndecided) ? withPredictions(listing, await readPredicting(kube, query)) : listing
      },
      async *follow(query) {
        let predicting: Predicting | undefined
        for await (const listing of listed.follow(query)) {
          const undecided = listing.items.filter(isUndecided)
          // What decides is read again for services that were not there the last time, not for every change.
          if (undecided.some((service) => !predicting?.covers(service))) predicting = await readPredicting(kube, query)
          yield predicting && undecided.length > 0 ? withPredictions(listing, predicting) : listing
        }
      },
    },
    runningServices: listed,
    models: shelf(modelSources, listedModels),
    runtimes: shelf(runtimeSources, ({lists}) => ordered(lists.flat().map(toRuntime))),
    accelerators: shelf(acceleratorSources, accelerators),
  }
}

const scoped = ({namespace, pageSize}: Query): ListOptions => listOptions({namespace, pageSize})

const chosen = ({namespace: _, ...query}: Query): ListOptions => listOptions(query)

const ofServices = (query: Query): ListOptions => ({...scoped(query), labelSelector: 'ome.io/inferenceservice'})

const serviceSources = (query: Query): Source[] => [
  {resource: inferenceServices, options: listOptions(query), main: true},
  {resource: deployments, options: ofServices(query)},
  {resource: leaderWorkerSets, options: ofServices(query)},
  {resource: pods, options: ofServices(query)},
]

const services = ({lists: [objects = [], deployed = [], groups = [], running = []]}: Lists) =>
  ordered(toServices(objects, {workloads: [...deployed, ...groups], pods: running}))

interface Predicting {
  readonly models: readonly Model[]
  readonly runtimes: readonly Runtime[]
  classesOf(service: Service): readonly string[]
  /** Whether the service was there when this was read. */
  covers(service: Service): boolean
}

/** Read only when a service has no runtime yet, and no more than may be read. */
async function readPredicting(kube: KubeClient, query: Query): Promise<Predicting> {
  const {lists} = await readLists(kube, [
    {resource: baseModels, options: scoped(query)},
    {resource: clusterBaseModels},
    {resource: servingRuntimes, options: scoped(query)},
    {resource: clusterServingRuntimes},
    {resource: inferenceServices, options: listOptions(query)},
  ])
  const [own = [], wide = [], ownRuntimes = [], wideRuntimes = [], objects = []] = lists
  const classes = new Map(objects.map((object) => [keyOf(object.metadata), requiredAcceleratorClasses(object)]))
  return {
    models: [...own, ...wide].map((object) => toModel(object)),
    runtimes: [...ownRuntimes, ...wideRuntimes].map(toRuntime),
    classesOf: (service) => classes.get(keyOf(service)) ?? [],
    covers: (service) => classes.has(keyOf(service)),
  }
}

const withPredictions = (listing: Listing<Service>, predicting: Predicting): Listing<Service> => ({
  ...listing,
  items: listing.items.map((service) => predicted(service, predicting)),
})

const keyOf = ({name, namespace = ''}: {readonly name: string; readonly namespace?: string}): string =>
  `${namespace}/${name}`

const runtimeSources = (query: Query): Source[] => [
  {resource: servingRuntimes, options: listOptions(query), main: true},
  {resource: clusterServingRuntimes, options: listOptions(query), main: true},
]

const acceleratorSources = (query: Query): Source[] => [
  {resource: acceleratorClasses, options: chosen(query), main: true},
  {resource: nodes, main: !isSelection(query)},
  {resource: pods, keep: gpuPod},
]

const isSelection = ({selector, fieldSelector}: Query): boolean => selector !== undefined || fieldSelector !== undefined

/** Groups of nodes carry no labels of their own: a selector leaves only classes. */
function accelerators({lists: [classes = [], machines = [], running = []]}: Lists, query: Query) {
  const all = toAccelerators(classes, {nodes: machines.map(toNode), used: usedGpus(running)})
  return isSelection(query) ? all.filter(({source}) => source === 'class') : all
}
