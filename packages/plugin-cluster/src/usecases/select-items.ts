import {type Named, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {findAll} from '@ome/sdk/jsonpath'

export interface Selection<Item> {
  readonly items: readonly Item[]
  /** For stderr: names that were completed. */
  readonly notes: readonly string[]
  readonly missing: readonly string[]
}

export interface SelectItems<Item> {
  /** The noun as errors say it: `model`. */
  readonly noun: string
  /** Empty: all. */
  readonly names: readonly string[]
  readonly scope?: 'namespace' | 'cluster' | undefined
  /** A jsonpath over the face of an item. */
  readonly sortBy?: string | undefined
  readonly face: (item: Item) => unknown
  /** Services and accelerators are named in full; models and runtimes may be shortened. */
  readonly exact: boolean
}

type Selectable = Named & {readonly namespace?: string}

/** The items that were asked for, in order. Throws `usage` for a name that could mean several. */
export function selectItems<Item extends Selectable>(all: readonly Item[], wanted: SelectItems<Item>): Selection<Item> {
  const items = wanted.scope === undefined ? all : all.filter(({scope}) => scope === wanted.scope)
  if (wanted.names.length === 0) return {items: sorted(items, wanted), notes: [], missing: []}
  const found = wanted.names.map((name) => {
    if (!wanted.exact) return pickByName(wanted.noun, name, items)
    const item = items.find((each) => each.name === name)
    return item && {item}
  })
  return {
    items: found.flatMap((each) => (each ? [each.item] : [])),
    notes: found.flatMap((each) => (each && 'note' in each && each.note !== undefined ? [each.note] : [])),
    missing: wanted.names.filter((_, index) => found[index] === undefined),
  }
}

function sorted<Item extends Selectable>(items: readonly Item[], {sortBy, face}: SelectItems<Item>): readonly Item[] {
  return sortBy === undefined ? items : sortByPath(items, sortBy, face)
}

/** Items by the first value a path finds; those without one come first. Throws `usage` when no item has the field. */
export function sortByPath<Item>(items: readonly Item[], path: string, face: (item: Item) => unknown): Item[] {
  const keyed = items.map((item) => ({item, key: findAll(path, face(item))[0]}))
  if (items.length > 0 && keyed.every(({key}) => key === undefined || key === null)) {
    throw new OmeError('usage', `couldn't find any field with path "${path}" in the list of objects`, [
      'see the fields with -o json',
    ])
  }
  return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({item}) => item)
}

function compareKeys(a: unknown, b: unknown): number {
  if (a === undefined || a === null || b === undefined || b === null) return rank(a) - rank(b)
  return typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b))
}

const rank = (value: unknown): number => (value === undefined || value === null ? 0 : 1)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The error for names that are not there, with the next command. */
export function missingError(
  noun: string,
  names: readonly string[],
  hints: readonly string[],
  where: string,
): OmeError {
  const [first = ''] = names
  const what = names.length === 1 ? `${noun} "${first}"` : `${noun}s ${names.map((name) => `"${name}"`).join(', ')}`
  return new OmeError('not-found', `${what} not found${where}`, hints, {object: `${noun}/${first}`})
}
