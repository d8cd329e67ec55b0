import {type Named, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {sortByPath} from '@ome/sdk/jsonpath'
import {nearest} from '@ome/sdk/nearest'

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

type Selectable = Named & {
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly createdAt?: string
}

/** The items that were asked for, in order. Throws `usage` for a name that could mean several. */
export function selectItems<Item extends Selectable>(all: readonly Item[], wanted: SelectItems<Item>): Selection<Item> {
  const items = wanted.scope === undefined ? all : all.filter(({scope}) => scope === wanted.scope)
  if (wanted.names.length === 0) return {items: sorted(items, wanted), notes: [], missing: []}
  const found = wanted.names.map((name) => named(name, items, wanted))
  return {
    items: found.flatMap((each) => each.items),
    notes: found.flatMap(({note}) => (note === undefined ? [] : [note])),
    missing: wanted.names.filter((_, index) => found[index]?.items.length === 0),
  }
}

interface ByName<Item> {
  /** Several of one name lie in different namespaces. */
  readonly items: readonly Item[]
  readonly note?: string
}

function named<Item extends Selectable>(
  name: string,
  items: readonly Item[],
  {exact, noun}: SelectItems<Item>,
): ByName<Item> {
  if (exact) return {items: items.filter((each) => each.name === name)}
  const {item, ...rest} = pickByName(noun, name, items) ?? {}
  return {items: item ? [item] : [], ...rest}
}

/** kubectl's paths into metadata work as well. */
function sorted<Item extends Selectable>(items: readonly Item[], {sortBy, face}: SelectItems<Item>): readonly Item[] {
  if (sortBy === undefined) return items
  return sortByPath(items, sortBy, (item) => {
    const shown = face(item)
    const {name, namespace, labels = {}, createdAt} = item
    return {metadata: {name, namespace, labels, creationTimestamp: createdAt}, ...(isRecord(shown) ? shown : {})}
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The error for names that are not there, with the next command; `known` are names one may have meant. */
export function missingError(
  noun: string,
  names: readonly string[],
  hints: readonly string[],
  where: string,
  known: readonly string[] = [],
): OmeError {
  const [first = ''] = names
  const near = nearest(first, known)
  const meant = near === undefined ? [] : [`did you mean ${near}?`]
  const what = names.length === 1 ? `${noun} "${first}"` : `${noun}s ${names.map((name) => `"${name}"`).join(', ')}`
  return new OmeError('not-found', `${what} not found${where}`, [...meant, ...hints], {object: `${noun}/${first}`})
}
