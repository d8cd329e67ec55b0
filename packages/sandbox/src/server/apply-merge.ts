import {below, type Fields, holds, itemPath} from './field-set.ts'
import {isList, isObject, type Json, type JsonObject, type MutableObject, setKey} from './json.ts'
import {fieldSchema, isAtomicMap, listShape, type Schema} from './schema.ts'

/** Merges by schema: maps field by field, keyed lists and sets item by item, everything else as a whole. */
export function mergeTyped(live: Json | undefined, config: Json, schema: Schema | undefined): JsonObject
export function mergeTyped(live: Json | undefined, config: Json, schema: Schema | undefined): Json
export function mergeTyped(live: Json | undefined, config: Json, schema: Schema | undefined): Json {
  if (isObject(config) && isObject(live) && !isAtomicMap(schema)) {
    const copy: MutableObject = {...live}
    for (const [key, value] of Object.entries(config))
      if (value !== undefined) setKey(copy, key, mergeTyped(live[key], value, fieldSchema(schema, key)))
    return copy
  }
  const shape = listShape(schema)
  if (!isList(config) || !isList(live) || shape.kind === 'atomic') return config
  const keys = shape.kind === 'map' ? shape.keys : undefined
  const wanted = new Map(config.map((item) => [itemPath(item, keys, schema?.items), item]))
  const merged = live.map((item) => {
    const path = itemPath(item, keys, schema?.items)
    const update = wanted.get(path)
    wanted.delete(path)
    return update === undefined ? item : mergeTyped(item, update, schema?.items)
  })
  return [...merged, ...wanted.values()]
}

export interface Removal {
  /** What the manager has given up. */
  readonly gone: Fields
  /** What anybody still owns: a parent stays as long as something below it does. */
  readonly owned: Fields
}

/** Takes given-up fields out of a value. */
export function removeFields(value: Json, {gone, owned}: Removal, schema: Schema | undefined): Json {
  if (!gone) return value
  const step = (path: string): Removal => ({gone: below(gone, path), owned: below(owned, path)})
  if (isObject(value)) {
    const copy: MutableObject = {}
    for (const [key, inner] of Object.entries(value)) {
      const next = step(`f:${key}`)
      if (inner === undefined || (holds(next.gone) && !next.owned)) continue
      const rest = removeFields(inner, next, fieldSchema(schema, key))
      if (!next.owned && isEmptied(inner, rest)) continue
      setKey(copy, key, rest)
    }
    return copy
  }
  const shape = listShape(schema)
  if (!isList(value) || shape.kind === 'atomic') return value
  const keys = shape.kind === 'map' ? shape.keys : undefined
  return value.flatMap((item) => {
    const next = step(itemPath(item, keys, schema?.items))
    return holds(next.gone) && !next.owned ? [] : [removeFields(item, next, schema?.items)]
  })
}

const isEmptied = (before: Json, after: Json): boolean =>
  before !== after && (isObject(after) ? Object.keys(after).length === 0 : isList(after) && after.length === 0)
