import type {ListedModel} from '@ome/inference-model/listed-model'
import type {Query} from '@ome/inference-model/lists'

/** `unreadable` names the rights that are missing. */
export interface ModelListing {
  readonly items: readonly ListedModel[]
  readonly unreadable: readonly string[]
}

/** The models of a cluster. `follow` gives all of them again after every change. */
export interface ModelShelf {
  list(query: Query): Promise<ModelListing>
  follow(query: Query): AsyncIterable<ModelListing>
}
