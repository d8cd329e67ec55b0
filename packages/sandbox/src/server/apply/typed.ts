import {
  canonicalJson,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type MutableObject,
} from '@ome/kinds/validation/json'
import {fieldSchema, isAtomicMap, isDeclared, itemKey, listShape, type Schema} from '@ome/kinds/validation/schema'
import {type Fields, leaf, node, union} from './field-set.ts'

/** How a value is owned and merged: as a whole, field by field, or item by item. */
export type Atom = 'scalar' | 'list' | 'map'

/** The atom of a value under its schema. Where the schema leaves the type open, the value decides. */
export function atomOf(schema: Schema | undefined, value: Json | undefined): Atom {
  if (schema?.['x-kubernetes-int-or-string']) return 'scalar'
  switch (schema?.type) {
    case 'object':
      return 'map'
    case 'array':
      return 'list'
    case undefined:
    case '':
      if (isList(value)) return 'list'
      return isObject(value) || value === undefined || value === null ? 'map' : 'scalar'
    default:
      return 'scalar'
  }
}

/** Whether a list or map of this schema is one value to its owners. */
export const isWhole = (atom: Atom, schema: Schema | undefined): boolean =>
  atom === 'scalar' || (atom === 'map' ? isAtomicMap(schema) : listShape(schema).kind === 'atomic')

/** Null and absent lists and maps have nothing in them, as for empty ones. */
export const isEmptyValue = (value: Json | undefined): boolean =>
  isObject(value) ? Object.keys(value).length === 0 : !isList(value) || value.length === 0

/** The element under which a list item stands in a field set: its keys, or the value of a set's item. */
export function itemPath(item: Json, schema: Schema | undefined): string {
  const shape = listShape(schema)
  if (shape.kind !== 'map') return `v:${JSON.stringify(item)}`
  return `k:${canonicalJson(itemKey(item, shape.keys, schema?.items) ?? null)}`
}

/** List items by their path elements; an element that occurs more than once has several. */
export function itemsOf(list: Json | undefined, schema: Schema | undefined): Map<string, Json[]> {
  const items = new Map<string, Json[]>()
  for (const item of isList(list) ? list : []) {
    const path = itemPath(item, schema)
    const known = items.get(path)
    if (known) known.push(item)
    else items.set(path, [item])
  }
  return items
}

/** The fields that a value has: leaves, list items, entries of maps, and what is empty or null. */
export function fieldsOf(value: Json, schema: Schema | undefined): Fields {
  const atom = atomOf(schema, value)
  if (isWhole(atom, schema)) return leaf
  if (isList(value)) return fieldsOfList(value, schema)
  return isObject(value) ? fieldsOfMap(value, schema) : undefined
}

function fieldsOfList(list: readonly Json[], schema: Schema | undefined): Fields {
  const children: MutableObject = {}
  for (const [path, items] of itemsOf(list, schema))
    children[path] = union(leaf, items.length === 1 ? fieldsOf(items[0] ?? null, schema?.items) : undefined)
  return node(false, children)
}

function fieldsOfMap(value: JsonObject, schema: Schema | undefined): Fields {
  const children: MutableObject = {}
  for (const key in value) {
    const inner = value[key]
    if (inner === undefined) continue
    const fields = fieldsOf(inner, fieldSchema(schema, key))
    const itself = inner === null || (isObject(inner) && isEmptyValue(inner)) || !isDeclared(schema, key)
    const all = itself ? union(leaf, fields) : fields
    if (all) children[`f:${key}`] = all
  }
  return node(false, children)
}
