import type {Noun} from '@ome/inference-model/names'
import type {Catalogue, Query, Shelf} from '../domain/listing.ts'
import type {Locatable} from '../domain/noun-resources.ts'
import {type Got, getItems} from './get-items.ts'

export interface ScopeOfModels {
  readonly scope?: 'namespace' | 'cluster' | undefined
}

export interface ChosenItems extends ScopeOfModels {
  readonly noun: Noun
  readonly names: readonly string[]
  readonly query: Query
}

/** Items of any noun, as far as their objects can be found from them. */
export async function chosenItems(catalogue: Catalogue, ask: ChosenItems): Promise<Got<Locatable>> {
  const shelf: Shelf<Locatable> = catalogue[`${ask.noun}s`]
  return await getItems(shelf, {...ask, face: (item) => item}, async () => false)
}
