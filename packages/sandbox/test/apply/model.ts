import type {Json, JsonObject} from '@ome/kinds/validation/json'
import type {Shape, Struct} from './shape.ts'

/**
 * Server-side apply in its simplest form: an object is a set of nodes, each a path; a leaf has a value. Written from
 * the rules of ownership, without a line of the implementation.
 */
type Nodes = Map<string, string>
type Path = readonly string[]

const separator = '\u0001'
const join = (path: Path): string => path.join(separator)
/** What stands for the value of a container; JSON texts of leaves look otherwise. */
const containers = {map: 'map', list: 'list'} as const
const isContainer = (value: string | undefined): boolean => value === containers.map || value === containers.list

interface Seen {
  /** Every node that is there, with its value as text; containers have none. */
  readonly nodes: Nodes
  /** The nodes that applying the object would own. */
  readonly owned: Set<string>
}

/** The nodes of an object. */
export function nodesOf(object: JsonObject, shape: Struct): Seen {
  const seen: Seen = {nodes: new Map(), owned: new Set()}
  visit(object, shape, [], seen)
  // Metadata is always there, and nobody owns it as such.
  seen.nodes.delete('')
  seen.nodes.delete('.metadata')
  seen.owned.delete('.metadata')
  return seen
}

function visit(value: Json, shape: Shape, path: Path, seen: Seen): void {
  const at = join(path)
  if (shape.is === 'leaf') {
    seen.nodes.set(at, leafText(value))
    seen.owned.add(at)
    return
  }
  const isMap = shape.is === 'struct' || shape.is === 'dict'
  seen.nodes.set(at, isMap ? containers.map : containers.list)
  if (isMap) {
    for (const [key, inner] of Object.entries(value as JsonObject)) {
      if (inner === undefined) continue
      const next = [...path, shape.is === 'struct' ? `.${key}` : `*${key}`]
      const field = shape.is === 'struct' ? shape.fields[key] : shape.of
      if (!field) throw new Error(`the model does not know ${next.join(' ')}`)
      const isEmptyMap = (field.is === 'struct' || field.is === 'dict') && Object.keys(inner as JsonObject).length === 0
      if (shape.is === 'dict' || isEmptyMap) seen.owned.add(join(next))
      visit(inner, field, next, seen)
    }
    return
  }
  for (const item of value as readonly Json[]) {
    const next = [...path, `#${shape.is === 'set' ? JSON.stringify(item) : keyOf(item as JsonObject, shape.keys)}`]
    seen.owned.add(join(next))
    if (shape.is === 'set') seen.nodes.set(join(next), JSON.stringify(item))
    else visit(item, shape.item, next, seen)
  }
}

function keyOf(item: JsonObject, keys: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(keys).sort()
  return names.map((name) => `${name}=${JSON.stringify(item[name] ?? 'TCP')}`).join(',')
}

/** The text of a leaf, whatever the order of its keys. */
const leafText = (value: Json): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.entries(inner).sort() : inner,
  )

const prefixes = (node: string): string[] => {
  const path = node.split(separator)
  return path.map((_, i) => join(path.slice(0, i + 1)))
}

/** Whoever owns something has a stake in the declared fields on the way to it. */
function stakes(nodes: Iterable<string>): Set<string> {
  const all = new Set<string>()
  for (const node of nodes) {
    all.add(node)
    for (const prefix of prefixes(node)) if (prefix.split(separator).at(-1)?.startsWith('.')) all.add(prefix)
  }
  return all
}

export interface State {
  readonly exists: boolean
  readonly nodes: Nodes
  /** What each manager owns, under `name operation`. */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>
}

export const nothing: State = {exists: false, nodes: new Map(), owners: new Map()}

/** An ordinary write: its manager owns what it changed, nobody what is gone. Without owners nothing is tracked. */
export function write(state: State, manager: string, now: Nodes): State {
  if (state.exists && state.owners.size === 0) return {...state, nodes: now}
  const changed = new Set([...now].filter(([node, value]) => state.nodes.get(node) !== value).map(([node]) => node))
  const owners = new Map<string, ReadonlySet<string>>()
  for (const [owner, nodes] of state.owners)
    owners.set(owner, new Set([...nodes].filter((node) => !changed.has(node) && !isRemoved(node, state, now))))
  const me = `${manager} Update`
  owners.set(me, new Set([...(owners.get(me) ?? []), ...changed]))
  return {exists: true, nodes: now, owners: withoutEmpty(owners)}
}

const isRemoved = (node: string, {nodes}: State, now: Nodes): boolean => nodes.has(node) && !now.has(node)

const withoutEmpty = (owners: Map<string, ReadonlySet<string>>) =>
  new Map([...owners].filter(([, set]) => set.size > 0))

export interface Outcome {
  readonly state: State
  /** `owner path` of each conflict; the state is then the old one. */
  readonly conflicts: readonly string[]
}

/** An apply: merges, takes back what the manager gave up, and asks the other owners. */
export function apply(before: State, manager: string, config: Seen, force: boolean): Outcome {
  const state = before.owners.size > 0 ? before : write(nothing, 'before-first-apply', before.nodes)
  const me = `${manager} Apply`
  const others = [...state.owners].filter(([owner]) => owner !== me)
  const merged: Nodes = new Map([...state.nodes, ...config.nodes])
  const last = stakes(state.owners.get(me) ?? [])
  const owned = stakes(['.metadata', ...config.owned, ...others.flatMap(([, nodes]) => [...nodes])])
  const real = stakes(fieldNodes(merged, merged))
  const isUnclaimed = (node: string): boolean =>
    real.has(node) && !owned.has(node) && prefixes(node).some((prefix) => last.has(prefix))
  const left = stakes(['.metadata', ...fieldNodes(without(merged, isUnclaimed), merged)])
  const rest = without(merged, (node) => last.has(node) && real.has(node) && !left.has(node))
  const changed = new Set([...rest].filter(([node, value]) => state.nodes.get(node) !== value).map(([node]) => node))
  const conflicts = others.flatMap(([owner, nodes]) =>
    [...nodes].filter((node) => changed.has(node)).map((node) => `${owner} ${node}`),
  )
  if (conflicts.length > 0 && !force) return {state: before, conflicts}
  const owners = new Map<string, ReadonlySet<string>>(
    others.map(([owner, nodes]) => [
      owner,
      new Set([...nodes].filter((node) => !changed.has(node) && !isRemoved(node, state, rest))),
    ]),
  )
  owners.set(me, config.owned)
  return {state: {exists: true, nodes: withoutEmptied(rest, merged), owners: withoutEmpty(owners)}, conflicts: []}
}

/** Takes out nodes and all below them. */
const without = (nodes: Nodes, isGone: (node: string) => boolean): Nodes =>
  new Map([...nodes].filter(([node]) => !prefixes(node).some(isGone)))

/**
 * What an owner of everything would own: leaves, items, entries, empty maps, and what has lost all it held; but no
 * container that holds something, and no list that was empty `before`.
 */
const fieldNodes = (nodes: Nodes, before: Nodes): string[] =>
  [...nodes]
    .filter(
      ([node, value]) =>
        !isContainer(value) ||
        !node.split(separator).at(-1)?.startsWith('.') ||
        (!holdsSomething(nodes, node) && (value === containers.map || holdsSomething(before, node))),
    )
    .map(([node]) => node)

const holdsSomething = (nodes: Nodes, node: string): boolean =>
  [...nodes.keys()].some((other) => other.startsWith(node + separator))

/** A container that lost all it held is null, and null is not stored; what held the container is then empty. */
const withoutEmptied = (nodes: Nodes, before: Nodes): Nodes =>
  new Map(
    [...nodes].filter(
      ([node, value]) => !isContainer(value) || holdsSomething(nodes, node) || !holdsSomething(before, node),
    ),
  )
