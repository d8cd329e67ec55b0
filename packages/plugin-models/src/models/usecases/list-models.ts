import type {ListedModel} from '@ome/inference-model/listed-model'
import type {Query} from '@ome/inference-model/lists'
import type {ModelListing, ModelShelf} from '../domain/shelf.ts'

export interface ListModels extends Query {
  readonly scope?: 'namespace' | 'cluster' | undefined
}

/** The models of a namespace, or of all, and the shared ones. */
export async function listModels(shelf: ModelShelf, {scope, ...query}: ListModels): Promise<ModelListing> {
  const {items, unreadable} = await shelf.list(query)
  return {items: inScope(items, scope), unreadable}
}

/** {@link listModels} after every change. */
export async function* followModels(
  shelf: ModelShelf,
  {scope, ...query}: ListModels,
): AsyncGenerator<readonly ListedModel[]> {
  for await (const {items} of shelf.follow(query)) yield inScope(items, scope)
}

const inScope = (items: readonly ListedModel[], scope: ListModels['scope']): readonly ListedModel[] =>
  scope === undefined ? items : items.filter((item) => item.scope === scope)
