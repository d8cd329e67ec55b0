import type {Accelerator} from '@ome/inference-model/accelerator'
import type {Model} from '@ome/inference-model/model'
import type {Noun} from '@ome/inference-model/names'
import type {Runtime} from '@ome/inference-model/runtime'
import type {Service} from '@ome/inference-model/service'

export interface Query {
  /** Absent: all namespaces. Cluster-wide kinds are always included. */
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  readonly fieldSelector?: string | undefined
}

/** What could be read. `unreadable` names the rights that are missing, for example `list basemodels.ome.io`. */
export interface Listing<Item> {
  readonly items: readonly Item[]
  readonly unreadable: readonly string[]
}

/** All items of one noun. `follow` gives the whole listing again after every change. */
export interface Shelf<Item> {
  list(query: Query): Promise<Listing<Item>>
  follow(query: Query): AsyncIterable<Listing<Item>>
}

export interface ListedModel extends Model {
  /** `namespace/name` of the services that use it. */
  readonly usedBy: readonly string[]
}

/** An item of any noun. */
export type Item = Service | ListedModel | Runtime | Accelerator

export interface Catalogue {
  readonly services: Shelf<Service>
  readonly models: Shelf<ListedModel>
  readonly runtimes: Shelf<Runtime>
  readonly accelerators: Shelf<Accelerator>
}

/** The shelf of a noun, with items of any. */
export function shelfOf(catalogue: Catalogue, noun: Noun): Shelf<Item> {
  return catalogue[`${noun}s`]
}

/** The services that use a model: by name, in its namespace or, for a cluster-wide one not hidden by another, anywhere. */
export function usersOf(model: Model, services: readonly Service[], models: readonly Model[]): readonly string[] {
  return services
    .filter((service) => service.model !== undefined && resolvesTo(model, service, models))
    .map(({namespace, name}) => `${namespace}/${name}`)
    .sort()
}

function resolvesTo(model: Model, service: Service, models: readonly Model[]): boolean {
  if (service.model?.name !== model.name) return false
  if (model.scope === 'namespace') return model.namespace === service.namespace
  if (service.model.kind === 'ClusterBaseModel') return true
  return !models.some(({name, namespace}) => name === model.name && namespace === service.namespace)
}
