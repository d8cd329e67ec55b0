import type {Noun} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Listing, Query, Shelf} from '../domain/listing.ts'
import {missingError, type SelectItems, selectItems} from './select-items.ts'

export interface Got<Item> {
  readonly items: readonly Item[]
  readonly notes: readonly string[]
  /** For names that are not there, after the others were shown. */
  readonly failure?: OmeError
}

export interface GetItems<Item> extends Omit<SelectItems<Item>, 'exact'> {
  readonly noun: Noun
  readonly query: Query
}

type Selectable = {readonly name: string; readonly scope?: 'namespace' | 'cluster'; readonly namespace?: string}

/**
 * The items of one noun that were asked for, with what kept others from being shown. `hasCoreService` tells whether a
 * name that is no service of ours is a Service of Kubernetes.
 */
export async function getItems<Item extends Selectable>(
  shelf: Shelf<Item>,
  wanted: GetItems<Item>,
  hasCoreService: (name: string) => Promise<boolean>,
): Promise<Got<Item>> {
  const got = chosen(await shelf.list(wanted.query), wanted)
  const [name = ''] = got.failure && wanted.noun === 'service' ? wanted.names : []
  if (!got.failure || name === '' || wanted.names.length > 1 || !(await hasCoreService(name))) return got
  const {kind, message, hints, object = ''} = got.failure
  return {
    ...got,
    failure: new OmeError(kind, message, [`the Service of Kubernetes with this name: ome get svc ${name}`, ...hints], {
      object,
    }),
  }
}

/** {@link getItems} after every change. Names that are not there yet are waited for. */
export async function* followItems<Item extends Selectable>(
  shelf: Shelf<Item>,
  wanted: GetItems<Item>,
): AsyncGenerator<readonly Item[]> {
  for await (const listing of shelf.follow(wanted.query)) yield chosen(listing, wanted).items
}

function chosen<Item extends Selectable>({items, unreadable}: Listing<Item>, wanted: GetItems<Item>): Got<Item> {
  const {noun, query} = wanted
  const exact = noun === 'service' || noun === 'accelerator'
  const selection = selectItems(items, {...wanted, exact})
  const notes = [...unreadable.map((right) => `not everything is shown: you may not ${right}`), ...selection.notes]
  if (selection.missing.length === 0) return {items: selection.items, notes}
  const where = query.namespace === undefined ? '' : ` in namespace "${query.namespace}"`
  const failure = missingError(noun, selection.missing, [`list what is there: ome get ${noun}s${suffix(query)}`], where)
  return {items: selection.items, notes, failure}
}

const suffix = ({namespace}: Query): string => (namespace === undefined ? ' -A' : ` -n ${namespace}`)
