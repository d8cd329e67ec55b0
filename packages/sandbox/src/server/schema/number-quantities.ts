import {isList, isObject, type Json, type JsonObject, type MutableObject, setKey} from '@ome/kinds/validation/json'
import {fieldSchema, type Schema} from '@ome/kinds/validation/schema'

/**
 * Writes quantities that a built-in object gives as numbers in their text form, as Go's types do: `cpu: 0.5` is `500m`.
 * Definitions know no quantities, so custom resources keep what they say. Shares every part that has none.
 */
export function withTextQuantities(object: JsonObject, schema: Schema | undefined): JsonObject {
  if (!schema || !mayHold(schema)) return object
  let copy: MutableObject | undefined
  for (const key in object) {
    const value = object[key]
    if (value === undefined) continue
    const text = textOf(value, fieldSchema(schema, key))
    if (text === value) continue
    copy ??= {...object}
    setKey(copy, key, text)
  }
  return copy ?? object
}

function textOf(value: Json, schema: Schema | undefined): Json {
  if (!schema || value === null || typeof value === 'string') return value
  if (typeof value === 'number') return isQuantity(schema) ? quantityText(value) : value
  if (isObject(value)) return withTextQuantities(value, schema)
  if (!isList(value) || !schema.items || !mayHold(schema.items)) return value
  const items = value.map((item) => textOf(item, schema.items))
  return items.some((item, i) => item !== value[i]) ? items : value
}

const isQuantity = (schema: Schema): boolean =>
  schema['x-kubernetes-int-or-string'] === true && schema.pattern !== undefined

/** Nothing finer than a nano is kept, and what is finer counts as one. */
function quantityText(value: number): string {
  if (Number.isInteger(value)) return String(value)
  for (const [suffix, scale] of [
    ['m', 1e3],
    ['u', 1e6],
  ] as const) {
    const scaled = Number((value * scale).toPrecision(15))
    if (Number.isInteger(scaled)) return `${scaled}${suffix}`
  }
  return `${Math.sign(value) * Math.ceil(Number((Math.abs(value) * 1e9).toPrecision(15)))}n`
}

const known = new WeakMap<Schema, boolean>()

function mayHold(schema: Schema): boolean {
  const found = known.get(schema)
  if (found !== undefined) return found
  known.set(schema, false)
  const {properties, items, additionalProperties} = schema
  const holds =
    isQuantity(schema) ||
    Object.values(properties ?? {}).some(mayHold) ||
    (items !== undefined && mayHold(items)) ||
    (typeof additionalProperties === 'object' && mayHold(additionalProperties))
  known.set(schema, holds)
  return holds
}
