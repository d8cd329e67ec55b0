import {
  canonicalJson,
  equalJson,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type MutableObject,
  setKey,
} from '@ome/kinds/validation/json'
import {fieldSchema, type Schema} from '@ome/kinds/validation/schema'
import {metaSchema} from '../definitions/meta-schema.ts'
import {badRequest} from '../errors.ts'

const orderPrefix = '$setElementOrder/'
const deletePrefix = '$deleteFromPrimitiveList/'

/** Kubernetes' strategic merge patch: like a merge patch, but lists merge by the patch keys of the schema. */
export function strategicMerge(target: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  return mergeObject(target, patch, {...schema, properties: {...schema?.properties, ...metaSchema.properties}})
}

function mergeObject(target: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  const directive = patch['$patch']
  if (directive === 'replace') return plain(patch)
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`unrecognized type of patch directive: ${String(directive)}`)
  const result: MutableObject = retained({...target}, patch)
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || key.startsWith('$')) continue
    if (value === null) delete result[key]
    else setKey(result, key, mergeField(result[key], value, patch, key, fieldSchema(schema, key)))
  }
  for (const key in patch) applyListDirective(result, patch, key, schema)
  return result
}

function mergeField(
  current: Json | undefined,
  value: Json,
  patch: JsonObject,
  key: string,
  schema: Schema | undefined,
): Json {
  if (isObject(value)) return mergeObject(isObject(current) ? current : {}, value, schema)
  if (!isList(value)) return value
  return mergeList(isList(current) ? current : [], value, schema, patch[`${orderPrefix}${key}`])
}

function mergeList(
  current: readonly Json[],
  patch: readonly Json[],
  schema: Schema | undefined,
  order: Json | undefined,
): Json {
  const key = schema?.['x-kubernetes-patch-merge-key']
  const merges = schema?.['x-kubernetes-patch-strategy']?.split(',').includes('merge')
  if (!merges) return patch.map((item) => (isObject(item) ? plain(item) : item))
  if (!key)
    return ordered(
      [...current, ...patch.filter((item) => !current.some((one) => equalJson(one, item)))],
      order ?? patch,
      current,
      (item) => item,
    )
  if (patch.some((item) => isObject(item) && item['$patch'] === 'replace'))
    return patch
      .filter((item) => !(isObject(item) && item['$patch'] === 'replace'))
      .map((item) => (isObject(item) ? plain(item) : item))
  let merged = [...current]
  for (const item of patch) {
    if (!isObject(item)) throw badRequest('the patch of a list of objects holds something else than objects')
    const at = merged.findIndex((one) => isObject(one) && equalJson(one[key], item[key]))
    if (item[key] === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    if (item['$patch'] === 'delete') merged = merged.filter((_, i) => i !== at)
    else if (at < 0) merged.push(mergeObject({}, item, schema?.items))
    else merged[at] = mergeObject(isObject(merged[at]) ? merged[at] : {}, item, schema?.items)
  }
  const patched = patch.filter((item) => !(isObject(item) && item['$patch'] === 'delete'))
  return ordered(merged, order ?? patched, current, (item) => (isObject(item) ? item[key] : undefined))
}

/**
 * Sorts the items that the order, or without one the patch, names as it names them. Any other item comes before the next
 * named one that it stood before in the live list; so what is new to the live list comes before what is not named.
 */
function ordered(
  list: readonly Json[],
  order: Json | undefined,
  live: readonly Json[],
  keyOf: (item: Json) => Json | undefined,
): Json[] {
  if (!isList(order)) return [...list]
  const places = (items: readonly Json[]) => new Map(items.map((item, i) => [canonicalJson(keyOf(item)), i]))
  const wanted = new Map(order.map((item, i) => [canonicalJson(isObject(item) ? keyOf(item) : item), i]))
  const before = places(live)
  const place = (all: ReadonlyMap<string, number>, item: Json) => all.get(canonicalJson(keyOf(item)))
  const named = list
    .filter((item) => place(wanted, item) !== undefined)
    .sort((a, b) => (place(wanted, a) ?? 0) - (place(wanted, b) ?? 0))
  const others = list.filter((item) => place(wanted, item) === undefined)
  const result: Json[] = []
  for (const next of named) {
    const limit = place(before, next)
    while (others[0] !== undefined && limit !== undefined && (place(before, others[0]) ?? Infinity) < limit)
      result.push(others.shift() ?? null)
    result.push(next)
  }
  return [...result, ...others]
}

/** `$setElementOrder` without a patch of the list, and `$deleteFromPrimitiveList`. */
function applyListDirective(
  result: MutableObject,
  patch: JsonObject,
  directive: string,
  schema: Schema | undefined,
): void {
  const value = patch[directive]
  if (directive.startsWith(deletePrefix) && isList(value)) {
    const key = directive.slice(deletePrefix.length)
    const list = result[key]
    if (isList(list)) result[key] = list.filter((item) => !value.some((one) => equalJson(one, item)))
  }
  if (!directive.startsWith(orderPrefix)) return
  const key = directive.slice(orderPrefix.length)
  const list = result[key]
  const mergeKey = fieldSchema(schema, key)?.['x-kubernetes-patch-merge-key']
  if (isList(list) && patch[key] === undefined)
    result[key] = ordered(list, value, list, (item) => (isObject(item) && mergeKey ? item[mergeKey] : item))
}

/** `$retainKeys` drops the fields it does not name, before the patch is merged. */
function retained(target: MutableObject, patch: JsonObject): MutableObject {
  const keep = patch['$retainKeys']
  if (!isList(keep)) return target
  return Object.fromEntries(Object.entries(target).filter(([key]) => keep.includes(key)))
}

function plain(patch: JsonObject): JsonObject {
  const copy: MutableObject = {}
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$') || value === null || value === undefined) continue
    setKey(
      copy,
      key,
      isObject(value)
        ? plain(value)
        : isList(value)
          ? value.map((item) => (isObject(item) ? plain(item) : item))
          : value,
    )
  }
  return copy
}
