import type {ApiObject} from '../api.ts'
import {keyOf, type Store} from './store.ts'

type Index = Map<string, Map<string, ApiObject>>

const indexes = new WeakMap<Store, Map<string, Index>>()
const none: readonly ApiObject[] = []

/**
 * The objects of a resource whose controlling owner has this uid, in the order they came under it; those that nobody controls for an
 * empty uid. The index is made when it
 * is first asked for and then kept with every commit: controllers of many objects need not look through all others.
 */
export function controlledObjects(store: Store, resource: string, uid: string): Iterable<ApiObject> {
  const ofStore = indexes.get(store) ?? new Map<string, Index>()
  indexes.set(store, ofStore)
  const index = ofStore.get(resource) ?? follow(store, resource)
  ofStore.set(resource, index)
  return index.get(uid)?.values() ?? none
}

function follow(store: Store, resource: string): Index {
  const index: Index = new Map()
  for (const object of store.list(resource)) put(index, object)
  store.subscribe(resource, ({type, object, previous}) => {
    const before = previous && controllerOf(previous)
    const now = type === 'DELETED' ? undefined : controllerOf(object)
    if (previous && before !== undefined && before !== now) drop(index, before, previous)
    if (now !== undefined) put(index, object)
  })
  return index
}

const controllerOf = ({metadata}: ApiObject): string =>
  metadata.ownerReferences?.find((reference) => reference.controller)?.uid ?? ''

const nameOf = ({metadata}: ApiObject): string => keyOf(metadata.namespace, metadata.name)

function put(index: Index, object: ApiObject): void {
  const uid = controllerOf(object)
  const objects = index.get(uid)
  if (objects) objects.set(nameOf(object), object)
  else index.set(uid, new Map([[nameOf(object), object]]))
}

function drop(index: Index, uid: string, object: ApiObject): void {
  const objects = index.get(uid)
  objects?.delete(nameOf(object))
  if (objects?.size === 0) index.delete(uid)
}
