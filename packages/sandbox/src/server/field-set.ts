import {
  asObject,
  canonicalJson,
  equalJson,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type MutableObject,
} from './json.ts'
import {fieldSchema, isAtomicMap, isDeclared, itemKey, listShape, type Schema} from './schema.ts'

/**
 * A set of field paths in the form of `fieldsV1`: `f:name`, `k:{…}`, `v:…` lead on, `.` marks that the element itself
 * belongs to the set, and an empty object is an element without further ones below it.
 */
export type FieldSet = JsonObject

const member = '.'
const leaf: FieldSet = Object.freeze({})

const isMember = (set: FieldSet): boolean => member in set || Object.keys(set).length === 0
const childrenOf = (set: FieldSet): string[] => Object.keys(set).filter((key) => key !== member)

/** The empty set is undefined, since `{}` is a set that holds its own root. */
export type Fields = FieldSet | undefined

function node(isIn: boolean, children: JsonObject): Fields {
  const keys = Object.keys(children)
  if (keys.length === 0) return isIn ? leaf : undefined
  return isIn ? {[member]: leaf, ...children} : children
}

/** All elements of either set. */
export function union(a: Fields, b: Fields): Fields {
  if (!a || !b) return a ?? b
  const children: MutableObject = {}
  for (const key of childrenOf(a)) children[key] = a[key]
  for (const key of childrenOf(b)) children[key] = union(below(a, key), below(b, key))
  return node(isMember(a) || isMember(b), children)
}

/** The elements of `a` that `b` does not hold; those below an element of `b` stay. */
export function difference(a: Fields, b: Fields): Fields {
  if (!a || !b) return a
  const children: MutableObject = {}
  for (const key of childrenOf(a)) {
    const rest = difference(below(a, key), below(b, key))
    if (rest) children[key] = rest
  }
  return node(isMember(a) && !isMember(b), children)
}

/** Takes out the elements of `b` together with everything below them. */
export function recursiveDifference(a: Fields, b: Fields): Fields {
  if (!a || !b) return a
  if (isMember(b)) return undefined
  const children: MutableObject = {}
  for (const key of childrenOf(a)) {
    const rest = recursiveDifference(below(a, key), below(b, key))
    if (rest) children[key] = rest
  }
  return node(isMember(a), children)
}

/** The elements that both sets hold. */
export function intersection(a: Fields, b: Fields): Fields {
  if (!a || !b) return undefined
  const children: MutableObject = {}
  for (const key of childrenOf(a)) {
    const both = intersection(below(a, key), below(b, key))
    if (both) children[key] = both
  }
  return node(isMember(a) && isMember(b), children)
}

/** The subset under one path element such as `f:spec`; undefined when the set has none there. */
export const below = (set: Fields, key: string): Fields => {
  const inner = set?.[key]
  return isObject(inner) ? inner : undefined
}

/** Whether a set holds its own root, and not only paths below it. */
export const holds = (set: Fields): boolean => set !== undefined && isMember(set)

/** The paths of a set as conflict messages write them: `.spec.list[name="a"].x`. */
export function pathsOf(set: Fields, path = ''): string[] {
  if (!set) return []
  const own = isMember(set) && path !== '' ? [path] : []
  return [
    ...own,
    ...childrenOf(set)
      .sort()
      .flatMap((key) => pathsOf(below(set, key), path + pathElement(key))),
  ]
}

function pathElement(key: string): string {
  if (key.startsWith('f:')) return `.${key.slice(2)}`
  if (key.startsWith('i:')) return `[${key.slice(2)}]`
  const value: unknown = JSON.parse(key.slice(2))
  if (key.startsWith('v:')) return `[=${JSON.stringify(value)}]`
  return `[${Object.entries(asObject(value))
    .map(([name, part]) => `${name}=${JSON.stringify(part)}`)
    .join(',')}]`
}

/** The key under which a list item stands in a field set. */
export function itemPath(item: Json, keys: readonly string[] | undefined, items: Schema | undefined): string {
  if (!keys) return `v:${JSON.stringify(item)}`
  return `k:${canonicalJson(itemKey(item, keys, items) ?? null)}`
}

/** The fields a manager owns by applying `value`: leaves, list items, and entries of maps. */
export function appliedFields(value: Json, schema: Schema | undefined, isEntry = true): Fields {
  if (isObject(value)) return appliedObject(value, schema, isEntry)
  if (!isList(value) || value.length === 0) return leaf
  const shape = listShape(schema)
  if (shape.kind === 'atomic') return leaf
  const children: MutableObject = {}
  const keys = shape.kind === 'map' ? shape.keys : undefined
  for (const item of value) {
    const inner = keys ? appliedFields(item, schema?.items) : leaf
    children[itemPath(item, keys, schema?.items)] = union(leaf, inner)
  }
  return node(false, children)
}

function appliedObject(value: JsonObject, schema: Schema | undefined, isEntry: boolean): Fields {
  if (isAtomicMap(schema)) return leaf
  const children: MutableObject = {}
  for (const key in value) {
    const inner = value[key]
    if (inner === undefined) continue
    const declared = isDeclared(schema, key)
    const fields = appliedFields(inner, fieldSchema(schema, key), false)
    children[`f:${key}`] = declared ? fields : union(leaf, fields)
  }
  return node(Object.keys(children).length === 0 && !isEntry, children) ?? leaf
}

/** What changed between two states, as paths. */
export interface Comparison {
  readonly changed: Fields
  readonly removed: Fields
}

const same: Comparison = {changed: undefined, removed: undefined}
const isEmpty = (value: Json | undefined): boolean =>
  isObject(value) ? Object.keys(value).length === 0 : isList(value) ? value.length === 0 : value === null

/** Compares two states: added and modified paths on one side, removed paths on the other. */
export function compareFields(old: Json | undefined, now: Json | undefined, schema: Schema | undefined): Comparison {
  if (old === now || (old !== undefined && now !== undefined && equalJson(old, now))) return same
  const shape = shapeOf(old, now, schema)
  if (shape === 'leaf')
    return now === undefined ? {changed: undefined, removed: leaf} : {changed: leaf, removed: undefined}
  const [left, right] =
    shape === 'object' ? [fieldsOf(old), fieldsOf(now)] : [itemsOf(old, schema), itemsOf(now, schema)]
  const changed: MutableObject = {}
  const removed: MutableObject = {}
  const inner = (key: string) => (shape === 'object' ? fieldSchema(schema, key.slice(2)) : schema?.items)
  for (const [key, value] of right) {
    const result = compareFields(left.get(key), value, inner(key))
    if (result.changed) changed[key] = result.changed
    if (result.removed) removed[key] = result.removed
  }
  for (const [key, value] of left) {
    if (right.has(key)) continue
    const result = compareFields(value, undefined, inner(key))
    if (result.removed) removed[key] = union(leaf, result.removed)
  }
  return {changed: node(old === undefined, changed), removed: node(now === undefined, removed)}
}

function shapeOf(old: Json | undefined, now: Json | undefined, schema: Schema | undefined): 'leaf' | 'object' | 'list' {
  const sample = now ?? old
  if (isObject(sample) && (old === undefined || old === null || isObject(old)))
    return isAtomicMap(schema) || ((old === undefined || isEmpty(old)) && (now === undefined || isEmpty(now)))
      ? 'leaf'
      : 'object'
  const lists = isList(sample) && (old === undefined || old === null || isList(old))
  return lists && listShape(schema).kind !== 'atomic' && !(isEmpty(old ?? null) && isEmpty(now ?? null))
    ? 'list'
    : 'leaf'
}

function fieldsOf(value: Json | undefined): Map<string, Json> {
  const fields = new Map<string, Json>()
  if (isObject(value)) for (const key in value) if (value[key] !== undefined) fields.set(`f:${key}`, value[key] ?? null)
  return fields
}

function itemsOf(value: Json | undefined, schema: Schema | undefined): Map<string, Json> {
  const shape = listShape(schema)
  const keys = shape.kind === 'map' ? shape.keys : undefined
  return new Map((isList(value) ? value : []).map((item) => [itemPath(item, keys, schema?.items), item]))
}
