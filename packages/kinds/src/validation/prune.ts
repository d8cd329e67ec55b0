import {isList, isObject, type Json, type JsonObject, type MutableObject, setKey} from './json.ts'
import {fieldSchema, isDeclared, keepsUnknown, type Schema} from './schema.ts'

/** Fields of ObjectMeta; anything else under `metadata` is unknown. */
const metaFields = new Set([
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
])
const typeFields = new Set(['apiVersion', 'kind', 'metadata'])

/**
 * Drops the fields a structural schema does not know and adds their paths to `unknown` in document order. Parts without
 * unknown fields are shared, so an object that has none comes back as it is.
 */
export function prune(object: JsonObject, schema: Schema | undefined, unknown: string[]): JsonObject {
  const {metadata} = object
  const meta = isObject(metadata) ? filter(metadata, 'metadata', unknown, (key) => metaFields.has(key)) : metadata
  const body = schema ? pruneObject(object, schema, '', unknown, true) : object
  return meta === metadata ? body : {...body, metadata: meta}
}

function filter(object: JsonObject, path: string, unknown: string[], keep: (key: string) => boolean): JsonObject {
  let copy: MutableObject | undefined
  for (const key in object) {
    if (keep(key)) continue
    unknown.push(`${path}.${key}`)
    copy ??= {...object}
    delete copy[key]
  }
  return copy ?? object
}

function pruneValue(value: Json, schema: Schema | undefined, path: string, unknown: string[]): Json {
  if (typeof value !== 'object' || value === null || schema === undefined) return value
  if (isList(value)) return pruneList(value, schema, path, unknown)
  return pruneObject(value, schema, path, unknown, schema['x-kubernetes-embedded-resource'] === true)
}

function pruneList(list: readonly Json[], schema: Schema, path: string, unknown: string[]): readonly Json[] {
  const items = schema.items
  if (!items) return list
  let copy: Json[] | undefined
  for (let i = 0; i < list.length; i++) {
    const item = list[i] ?? null
    const pruned = pruneValue(item, items, `${path}[${i}]`, unknown)
    if (pruned === item) continue
    copy ??= [...list]
    copy[i] = pruned
  }
  return copy ?? list
}

function pruneObject(object: JsonObject, schema: Schema, path: string, unknown: string[], root: boolean): JsonObject {
  let copy: MutableObject | undefined
  const keepAll = keepsUnknown(schema)
  for (const key in object) {
    const value = object[key]
    if (
      value === undefined ||
      (root && typeFields.has(key) && !isDeclared(schema, key)) ||
      (root && key === 'metadata')
    )
      continue
    const at = path ? `${path}.${key}` : key
    const inner = fieldSchema(schema, key)
    if (inner === undefined && !isDeclared(schema, key)) {
      if (keepAll) continue
      unknown.push(at)
      copy ??= {...object}
      delete copy[key]
      continue
    }
    const pruned = pruneValue(value, inner, at, unknown)
    if (pruned === value) continue
    copy ??= {...object}
    setKey(copy, key, pruned)
  }
  return copy ?? object
}

/**
 * Drops null from the fields of a custom resource that are neither nullable nor have a default. Elsewhere null stays:
 * defaulting fills it, or validation speaks of it.
 */
export function pruneNulls(object: JsonObject, schema: Schema | undefined): JsonObject {
  let copy: MutableObject | undefined
  for (const key in object) {
    const value = object[key]
    const inner = fieldSchema(schema, key)
    if (value === null && inner && !inner.nullable && inner.default === undefined) {
      copy ??= {...object}
      delete copy[key]
      continue
    }
    if (value === undefined || inner === undefined) continue
    const clean = pruneNullsOf(value, inner)
    if (clean === value) continue
    copy ??= {...object}
    setKey(copy, key, clean)
  }
  return copy ?? object
}

function pruneNullsOf(value: Json, schema: Schema): Json {
  if (isObject(value)) return pruneNulls(value, schema)
  const {items} = schema
  if (!isList(value) || !items) return value
  const clean = value.map((item) => pruneNullsOf(item, items))
  return clean.some((item, i) => item !== value[i]) ? clean : value
}
