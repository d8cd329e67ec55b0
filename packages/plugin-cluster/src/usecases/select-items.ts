import {type Named, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {sortByPath} from '@ome/sdk/jsonpath'

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
