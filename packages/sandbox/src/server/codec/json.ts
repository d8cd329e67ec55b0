import {type Json, type JsonObject, type MutableObject, setKey} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'

/** The plain tree of an API object; the same reference. */
export const treeOf = (object: ApiObject): JsonObject => object as unknown as JsonObject

/** The inverse of {@link treeOf}: the caller has made sure of `metadata`. */
export const objectOf = (tree: JsonObject): ApiObject => tree as unknown as ApiObject

/** Freezes a tree that nobody else holds; parts already frozen are shared as they are. */
export function freezeTree<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) for (const item of value) freezeTree(item)
  else for (const key in value) freezeTree(value[key])
  return Object.freeze(value)
}

/** A frozen copy of a caller's tree without `undefined`; frozen parts are shared. Setters such as `__proto__` stay data. */
export function frozenCopy(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return jsonScalar(value)
  if (Object.isFrozen(value)) return value as Json
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy))
  const copy: MutableObject = {}
  for (const [key, item] of Object.entries(value)) if (item !== undefined) setKey(copy, key, frozenCopy(item))
  return Object.freeze(copy)
}

const jsonScalar = (value: unknown): Json =>
  typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? value : null

const texts = new WeakMap<object, string>()

/** Compact JSON of a frozen object, kept as long as the object lives. */
export function encoded(object: object): string {
  let text = texts.get(object)
  if (text === undefined) {
    text = JSON.stringify(object)
    if (Object.isFrozen(object)) texts.set(object, text)
  }
  return text
}
