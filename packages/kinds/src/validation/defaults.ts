import {isList, isObject, type Json, type JsonObject, type MutableObject, setKey} from './json.ts'
import {fieldSchema, type Schema} from './schema.ts'

const lasting = new WeakMap<Schema, boolean>()

/** Fills in the defaults of a structural schema; shares every part that needs none. */
export function applyDefaults(object: JsonObject, schema: Schema | undefined): JsonObject {
  if (!schema || !hasDefaults(schema)) return object
  return defaultObject(object, schema)
}

function defaultObject(object: JsonObject, schema: Schema): JsonObject {
  let copy: MutableObject | undefined
  for (const key in schema.properties) {
    const inner = schema.properties[key]
    if (!inner || !hasDefaults(inner)) continue
    const value = object[key]
    const filled = value === undefined || (value === null && !inner.nullable) ? (inner.default ?? value) : value
    const result = filled === undefined ? undefined : defaultValue(filled, inner)
    if (result === value || result === undefined) continue
    copy ??= {...object}
    setKey(copy, key, result)
  }
  const additional = schema.additionalProperties
  if (typeof additional !== 'object' || !hasDefaults(additional)) return copy ?? object
  for (const key in object) {
    const value = object[key]
    if (value === undefined || (schema.properties && Object.hasOwn(schema.properties, key))) continue
    const result = defaultValue(value, fieldSchema(schema, key) ?? additional)
    if (result === value) continue
    copy ??= {...object}
    setKey(copy, key, result)
  }
  return copy ?? object
}

function defaultValue(value: Json, schema: Schema): Json {
  if (isObject(value)) return defaultObject(value, schema)
  const {items} = schema
  if (!isList(value) || !items || !hasDefaults(items)) return value
  let copy: Json[] | undefined
  for (let i = 0; i < value.length; i++) {
    const item = value[i] ?? null
    const result = defaultValue(item, items)
    if (result === item) continue
    copy ??= [...value]
    copy[i] = result
  }
  return copy ?? value
}

function hasDefaults(schema: Schema): boolean {
  const known = lasting.get(schema)
  if (known !== undefined) return known
  lasting.set(schema, false)
  const additional = schema.additionalProperties
  const found =
    schema.default !== undefined ||
    Object.values(schema.properties ?? {}).some(hasDefaults) ||
    (schema.items !== undefined && hasDefaults(schema.items)) ||
    (typeof additional === 'object' && hasDefaults(additional))
  lasting.set(schema, found)
  return found
}
