import type {ApiObject} from '../api.ts'
import {expired} from './errors.ts'

/** One committed change. Revisions are dense: every change is one revision. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly revision: number
  /** `group/plural`. */
  readonly resource: string
  /** `namespace/name`, or the name alone of a cluster-wide object. */
  readonly key: string
  /** The new state; of a deletion the last state under the revision of the deletion. */
  readonly object: ApiObject
  readonly previous?: ApiObject
}

export interface Range {
  readonly namespace?: string | undefined
  /** State at this revision instead of the newest. */
  readonly revision?: number | undefined
  /** First key to include. */
  readonly start?: string | undefined
}

/** Objects in etcd's order, one revision counter, and the last changes for watchers and for reading the past. */
export interface Store {
  readonly revision: number
  /** Changes up to and including this revision are forgotten. */
  readonly compacted: number
  get(resource: string, key: string): ApiObject | undefined
  /** Objects in key order. Throws 410 Expired when the wanted revision is forgotten. */
  list(resource: string, range?: Range): ApiObject[]
  /** The same objects one by one, to be read before the next change: the first few of many cost no more than a few. */
  scan(resource: string, range?: Range): Scan
  count(resource: string): number
  /** `build` receives the revision the change will have and returns the frozen object. */
  put(resource: string, key: string, build: (revision: number) => ApiObject): ApiObject
  remove(resource: string, key: string, build: (revision: number) => ApiObject): ApiObject
  /** The changes after a revision. Throws 410 Expired when some of them are forgotten. */
  since(revision: number): readonly Change[]
  subscribe(resource: string, listener: (change: Change) => void): () => void
  /** As {@link Store.subscribe}, for every resource. */
  observe(listener: (change: Change) => void): () => void
  /** All objects with their resource, for a snapshot. */
  entries(): Iterable<readonly [resource: string, object: ApiObject]>
  /** Puts an object of a snapshot back as it was; only before the first change. */
  load(resource: string, key: string, object: ApiObject): void
  startAt(revision: number): void
  /** Forgets all changes so far, as a compaction of etcd does. */
  compact(): void
}

export interface Scan {
  /** How many objects the range holds. */
  readonly total: number
  readonly objects: Iterable<ApiObject>
}

interface Table {
  readonly objects: Map<string, ApiObject>
  /** In etcd's order: by code unit. */
  readonly keys: string[]
}

/** etcd's key within a resource; it decides the order of lists and the meaning of continue tokens. */
export const keyOf = (namespace: string | undefined, name: string): string =>
  namespace ? `${namespace}/${name}` : name

/** An empty store at revision 1 that remembers at least the last `history` changes. */
export function createStore(history = 8192): Store {
  const tables = new Map<string, Table>()
  const listeners = new Map<string, Set<(change: Change) => void>>()
  const observers = new Set<(change: Change) => void>()
  let changes: Change[] = []
  let revision = 1
  let compacted = 1

  const table = (resource: string): Table => {
    const found = tables.get(resource) ?? {objects: new Map(), keys: []}
    tables.set(resource, found)
    return found
  }

  const commit = (change: Change): ApiObject => {
    revision = change.revision
    changes.push(change)
    if (changes.length > history * 2) {
      changes = changes.slice(-history)
      compacted = revision - history
    }
    for (const listener of listeners.get(change.resource) ?? []) listener(change)
    for (const observer of observers) observer(change)
    return change.object
  }

  const since = (from: number): readonly Change[] => {
    if (from < compacted) throw expired(`too old resource version: ${from} (${compacted})`)
    return changes.slice(from - compacted)
  }

  const tableAt = (resource: string, at = revision): Table =>
    at >= revision ? table(resource) : undo(table(resource), since(at), resource)

  return {
    get revision() {
      return revision
    },
    get compacted() {
      return compacted
    },
    get: (resource, key) => tables.get(resource)?.objects.get(key),
    count: (resource) => tables.get(resource)?.objects.size ?? 0,
    list(resource, range = {}) {
      const {objects, keys} = tableAt(resource, range.revision)
      const [from, end] = bounds(keys, range)
      const found: ApiObject[] = []
      for (let i = from; i < end; i++) {
        const object = objects.get(keys[i] ?? '')
        if (object) found.push(object)
      }
      return found
    },
    scan(resource, range = {}) {
      const at = tableAt(resource, range.revision)
      const [from, end] = bounds(at.keys, range)
      return {total: end - from, objects: walk(at, from, end)}
    },
    put(resource, key, build) {
      const {objects, keys} = table(resource)
      const previous = objects.get(key)
      const object = build(revision + 1)
      objects.set(key, object)
      if (previous) return commit({type: 'MODIFIED', revision: revision + 1, resource, key, object, previous})
      insert(keys, key)
      return commit({type: 'ADDED', revision: revision + 1, resource, key, object})
    },
    remove(resource, key, build) {
      const {objects, keys} = table(resource)
      const previous = objects.get(key)
      const object = build(revision + 1)
      if (!previous) return object
      objects.delete(key)
      keys.splice(lowerBound(keys, key), 1)
      return commit({type: 'DELETED', revision: revision + 1, resource, key, object, previous})
    },
    since,
    subscribe(resource, listener) {
      const set = listeners.get(resource) ?? new Set()
      listeners.set(resource, set.add(listener))
      return () => set.delete(listener)
    },
    observe(listener) {
      observers.add(listener)
      return () => observers.delete(listener)
    },
    *entries() {
      for (const [resource, {objects}] of tables)
        for (const object of objects.values()) yield [resource, object] as const
    },
    load(resource, key, object) {
      const {objects, keys} = table(resource)
      if (!objects.has(key)) insert(keys, key)
      objects.set(key, object)
    },
    startAt(at) {
      revision = compacted = Math.max(at, 1)
    },
    compact() {
      changes = []
      compacted = revision
    },
  }
}

function insert(keys: string[], key: string): void {
  const last = keys.at(-1)
  if (last === undefined || last < key) keys.push(key)
  else keys.splice(lowerBound(keys, key), 0, key)
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function lowerBound(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

/** The first code unit behind those of a namespace's keys. */
const afterSlash = '0'

function bounds(keys: readonly string[], {namespace, start}: Range): [from: number, end: number] {
  const prefix = namespace ? `${namespace}/` : ''
  const end = namespace ? lowerBound(keys, namespace + afterSlash) : keys.length
  return [Math.min(lowerBound(keys, start !== undefined && start > prefix ? start : prefix), end), end]
}

function* walk({objects, keys}: Table, from: number, end: number): Generator<ApiObject> {
  for (let i = from; i < end; i++) {
    const object = objects.get(keys[i] ?? '')
    if (object) yield object
  }
}

function undo(current: Table, changes: readonly Change[], resource: string): Table {
  const objects = new Map(current.objects)
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes[i]
    if (change?.resource !== resource) continue
    if (change.previous) objects.set(change.key, change.previous)
    else objects.delete(change.key)
  }
  return {objects, keys: [...objects.keys()].sort(byCode)}
}
