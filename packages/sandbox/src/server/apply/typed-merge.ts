import {isList, isObject, type Json, type JsonObject, type MutableObject, setKey} from '@ome/kinds/validation/json'
import {fieldSchema, isDeclared, type Schema} from '@ome/kinds/validation/schema'
import {below, elementsOf, type Fields, holds, leaf, node, union} from './field-set.ts'
import {atomOf, isEmptyValue, isWhole, itemPath, itemsOf} from './typed.ts'

/**
 * Merges a configuration into a live value: maps field by field, keyed lists and sets item by item, everything else as
 * a whole. A null takes the place of a scalar, and leaves a map or list as it is.
 */
export function mergeTyped(
  live: Json | undefined,
  config: Json | undefined,
  schema: Schema | undefined,
): Json | undefined {
  const atom = atomOf(schema, config === undefined ? live : config)
  const fits = atom === 'map' ? isObject : isList
  const [left, right] = [fits(live) ? live : undefined, fits(config) ? config : undefined]
  if (isWhole(atom, schema) || (isEmptyValue(left) && isEmptyValue(right))) return config === undefined ? live : config
  if (atom === 'map') return mergeMaps(isObject(left) ? left : {}, isObject(right) ? right : {}, schema)
  const merged = mergeLists(isList(left) ? left : [], isList(right) ? right : [], schema)
  return merged.length > 0 ? merged : undefined
}

function mergeMaps(live: JsonObject, config: JsonObject, schema: Schema | undefined): Json | undefined {
  const copy: MutableObject = {...live}
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined) continue
    const before = Object.hasOwn(live, key) ? live[key] : undefined
    setKey(copy, key, mergeTyped(before, value, fieldSchema(schema, key)))
  }
  return copy
}

/**
 * The live order stays, except that items of the configuration come in its order: a live item that the configuration
 * names later is taken up there, and a new one comes right after the one before it.
 */
function mergeLists(live: readonly Json[], config: readonly Json[], schema: Schema | undefined): Json[] {
  const [left, right] = [live, config].map((list) => list.map((item) => itemPath(item, schema)))
  if (!left || !right) return []
  const [known, wanted] = [itemsOf(live, schema), itemsOf(config, schema)]
  const shared = right.filter((path) => known.has(path))
  const taken = new Set<string>()
  const out: Json[] = []
  const take = (path: string): void => {
    const before = known.get(path) ?? []
    const merged = mergeTyped(before.length > 1 ? undefined : before[0], wanted.get(path)?.[0], schema?.items)
    taken.add(path)
    if (shared[0] === path) shared.shift()
    if (merged !== undefined) out.push(merged)
  }
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const [ours, theirs] = [left[i], right[j]]
    if (ours !== undefined && theirs !== undefined) {
      if (ours === theirs) {
        take(ours)
        i++
        j++
        continue
      }
      if (wanted.has(ours) && shared[0] !== undefined && shared[0] !== ours) {
        i++
        continue
      }
    }
    if (ours !== undefined) {
      if (!wanted.has(ours)) {
        out.push(live[i++] ?? null)
        continue
      }
      if (taken.has(ours)) i++
    }
    if (theirs !== undefined) {
      take(theirs)
      j++
    }
  }
  return out
}

/** Takes the elements of a set out of a value. What becomes empty by it is null, and so still there. */
export function removeFields(value: Json, gone: Fields, schema: Schema | undefined): Json {
  if (!gone) return value
  const atom = atomOf(schema, value)
  if (atom === 'scalar') return value
  if (isWhole(atom, schema)) return null
  if (isObject(value)) return removeFromMap(value, gone, schema)
  if (!isList(value)) return null
  const rest = value.flatMap((item) => {
    const inner = below(gone, itemPath(item, schema))
    return holds(inner) ? [] : [removeFields(item, inner, schema?.items)]
  })
  return rest.length > 0 ? rest : null
}

function removeFromMap(value: JsonObject, gone: Fields, schema: Schema | undefined): Json {
  const copy: MutableObject = {}
  for (const [key, inner] of Object.entries(value)) {
    const set = below(gone, `f:${key}`)
    if (inner !== undefined && !holds(set)) setKey(copy, key, removeFields(inner, set, fieldSchema(schema, key)))
  }
  return Object.keys(copy).length > 0 ? copy : null
}

/** Adds the declared fields on the way to the elements of a set: whoever owns `a.b` has a stake in `a`. */
export function withNamedParents(set: Fields, schema: Schema | undefined): Fields {
  if (!set) return undefined
  const children: MutableObject = {}
  for (const key of elementsOf(set)) {
    const isField = key.startsWith('f:')
    const name = key.slice(2)
    const inner = withNamedParents(below(set, key), isField ? fieldSchema(schema, name) : schema?.items)
    children[key] = isField && isDeclared(schema, name) ? union(leaf, inner) : inner
  }
  return node(holds(set), children)
}
