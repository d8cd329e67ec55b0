export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json | undefined
}
export type MutableObject = Record<string, Json | undefined>

/** Whether a value is a JSON object; lists and null are none. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Array.isArray that narrows to a list of JSON values. */
export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)

/** The value if it is an object, else an empty one: reading a missing branch is no error. */
export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {})

/** The value if it is a text, else the empty one. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Whether the object itself has the key; names such as `constructor` come from users. */
export const hasOwn = (object: object, key: string): boolean => Object.hasOwn(object, key)

/** Deep equality in which an undefined field equals an absent one and the order of keys does not count. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!equalJson(a[i], b[i])) return false
    return true
  }
  return equalObjects(asObject(a), asObject(b))
}

function equalObjects(a: JsonObject, b: JsonObject): boolean {
  let count = 0
  for (const key in a) {
    if (a[key] === undefined) continue
    count++
    if (!equalJson(a[key], b[key])) return false
  }
  for (const key in b) if (b[key] !== undefined) count--
  return count === 0
}

/** Assignment that also holds for the key `__proto__`. */
export function setKey(target: MutableObject, key: string, value: Json | undefined): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, {value, enumerable: true, configurable: true, writable: true})
  else target[key] = value
}

/** A copy of `object` with one field set, or removed when `value` is undefined. */
export function withField(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (object[key] === value && (value !== undefined || !hasOwn(object, key))) return object
  const copy: MutableObject = {...object}
  if (value === undefined) delete copy[key]
  else setKey(copy, key, value)
  return copy
}

/**
 * Go's typed objects know no null: a field that holds it is absent. Shares what has none; `known` is an object that has
 * none, whose parts need no look.
 */
export function withoutNulls(object: JsonObject, known?: JsonObject): JsonObject {
  let copy: MutableObject | undefined
  for (const key in object) {
    const value = object[key]
    if (value === known?.[key] && value !== null) continue
    const clean = nullFree(value, known?.[key])
    if (clean === value) continue
    copy ??= {...object}
    if (clean === undefined) delete copy[key]
    else setKey(copy, key, clean)
  }
  return copy ?? object
}

function nullFree(value: Json | undefined, known?: Json): Json | undefined {
  if (value === null) return undefined
  if (isObject(value)) return withoutNulls(value, isObject(known) ? known : undefined)
  if (!isList(value) || value.length === 0 || typeof value[0] !== 'object') return value
  const items = value.map((item) => nullFree(item) ?? null)
  return items.every((item, i) => item === value[i]) ? value : items
}

/** The value at a path of field names; undefined when a step is missing. */
export function valueAt(value: unknown, path: readonly string[]): Json | undefined {
  let at: Json | undefined = value as Json
  for (const key of path) {
    if (!isObject(at) || !hasOwn(at, key)) return undefined
    at = at[key]
  }
  return at
}

/** A copy with the value at a path set; missing objects on the way are made. */
export function withValueAt(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [key, ...rest] = path
  if (key === undefined) return object
  if (rest.length === 0) return withField(object, key, value)
  return withField(object, key, withValueAt(asObject(object[key]), rest, value))
}

/** The same tree with the keys of every object in order; shares each part that is in order already. */
export function sortedTree<Tree extends Json>(tree: Tree): Tree {
  if (isList(tree)) {
    const items = tree.map((item) => (typeof item === 'object' ? sortedTree(item) : item))
    return items.every((item, i) => item === tree[i]) ? tree : (items as Json as Tree)
  }
  if (!isObject(tree)) return tree
  let [last, same] = ['', true]
  const parts: [string, Json | undefined][] = []
  for (const key in tree) {
    const value = tree[key]
    const sorted = typeof value === 'object' ? sortedTree(value) : value
    if (key < last || sorted !== value) same = false
    last = key
    parts.push([key, sorted])
  }
  if (same) return tree
  const copy: MutableObject = {}
  for (const [key, value] of parts.sort(([a], [b]) => (a < b ? -1 : 1))) setKey(copy, key, value)
  return copy as Json as Tree
}

/** JSON with sorted keys: the form in which list-map keys are written. */
export function canonicalJson(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value ?? null)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`
}
