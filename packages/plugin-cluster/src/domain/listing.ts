import type {Accelerator} from '@ome/inference-model/accelerator'
import type {ListedModel} from '@ome/inference-model/listed-model'
import type {Query} from '@ome/inference-model/lists'
import type {Noun} from '@ome/inference-model/names'
import type {Runtime} from '@ome/inference-model/runtime'
import type {Service} from '@ome/inference-model/service'

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

/** An item of any noun. */
export type Item = Service | ListedModel | Runtime | Accelerator

export interface Catalogue {
  readonly services: Shelf<Service>
  /** Services without a word on the runtime that undecided ones will get: fewer requests. */
  readonly runningServices: Pick<Shelf<Service>, 'list'>
  readonly models: Shelf<ListedModel>
  readonly runtimes: Shelf<Runtime>
  readonly accelerators: Shelf<Accelerator>
}

/** The shelf of a noun, with items of any. */
export function shelfOf(catalogue: Catalogue, noun: Noun): Shelf<Item> {
  return catalogue[`${noun}s`]
}
