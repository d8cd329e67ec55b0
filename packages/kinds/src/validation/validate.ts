import {type Cause, duplicate, invalidValue, notSupported, required} from './cause.ts'
import {hasFormat} from './formats.ts'
import {goRegexp} from './go-regexp.ts'
import {canonicalJson, equalJson, isList, isObject, type Json, type JsonObject} from './json.ts'
import {fieldSchema, itemKey, listShape, type Schema} from './schema.ts'

/** Evaluates the CEL rules of one node of the schema; given by whoever has loaded the engine. */
export type RuleCheck = (schema: Schema, value: Json, old: Json | undefined, path: string) => readonly Cause[]

interface Walk {
  readonly causes: Cause[]
  readonly rules: RuleCheck | undefined
}

/**
 * Checks an object against a structural schema: types, limits, formats, list keys, CEL rules. A part that equals its
 * old value is not checked again, as the server's ratcheting has it.
 */
export function validateSchema(
  object: JsonObject,
  old: JsonObject | undefined,
  schema: Schema | undefined,
  rules?: RuleCheck,
): Cause[] {
  if (!schema) return []
  const walk: Walk = {causes: [], rules}
  for (const name of schema.required ?? []) if (object[name] === undefined) walk.causes.push(required(name))
  for (const key in schema.properties) {
    const value = object[key]
    if (value === undefined || key === 'metadata' || key === 'apiVersion' || key === 'kind') continue
    check(value, old?.[key], schema.properties[key], key, walk)
  }
  checkCombined(object, schema, '', walk)
  if (walk.causes.length === 0) runRules(object, old, schema, '<nil>', walk)
  return walk.causes
}

function check(value: Json, old: Json | undefined, schema: Schema | undefined, path: string, walk: Walk): void {
  if (!schema || (old !== undefined && equalJson(value, old))) return
  if (value === null && (schema.nullable || schema.type === undefined)) return
  const before = walk.causes.length
  if (!hasType(value, schema)) {
    const expected = schema['x-kubernetes-int-or-string'] ? 'integer or string' : (schema.type ?? '')
    walk.causes.push(typeInvalid(path, typeName(value), expected))
    return
  }
  if (schema.enum && !schema.enum.some((one) => equalJson(one, value)))
    walk.causes.push(notSupported(path, value, schema.enum))
  if (typeof value === 'string') checkText(value, schema, path, walk)
  else if (typeof value === 'number') checkNumber(value, schema, path, walk)
  else if (isList(value)) checkList(value, old, schema, path, walk)
  else if (isObject(value)) checkObject(value, old, schema, path, walk)
  checkCombined(value, schema, path, walk)
  if (walk.causes.length === before) runRules(value, old, schema, path, walk)
}

function runRules(value: Json, old: Json | undefined, schema: Schema, path: string, walk: Walk): void {
  if (schema['x-kubernetes-validations'] && walk.rules) walk.causes.push(...walk.rules(schema, value, old, path))
}

const typeInvalid = (path: string, shown: string, expected: string): Cause => ({
  reason: 'FieldValueTypeInvalid',
  message: `Invalid value: ${JSON.stringify(shown)}: ${path} in body must be of type ${expected}: ${JSON.stringify(shown)}`,
  field: path,
})

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function hasType(value: Json, schema: Schema): boolean {
  if (schema['x-kubernetes-int-or-string']) return typeof value === 'string' || Number.isInteger(value)
  switch (schema.type) {
    case undefined:
    case '':
      return true
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return isList(value)
    case 'object':
      return isObject(value)
    default:
      return typeof value === schema.type
  }
}

function checkText(text: string, schema: Schema, path: string, {causes}: Walk): void {
  const length = schema.maxLength !== undefined || schema.minLength !== undefined ? [...text].length : 0
  if (schema.maxLength !== undefined && length > schema.maxLength)
    causes.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${schema.maxLength} bytes`,
      field: path,
    })
  if (schema.minLength !== undefined && length < schema.minLength)
    causes.push(invalidValue(path, text, `${path} in body should be at least ${schema.minLength} chars long`))
  if (schema.pattern !== undefined && !goRegexp(schema.pattern).test(text))
    causes.push(invalidValue(path, text, `${path} in body should match '${schema.pattern}'`))
  if (schema.format !== undefined && !hasFormat(schema.format, text))
    causes.push(typeInvalid(path, text, schema.format))
}

function checkNumber(value: number, schema: Schema, path: string, {causes}: Walk): void {
  const fail = (what: string) => causes.push(invalidValue(path, value, `${path} in body should be ${what}`))
  const {minimum, maximum, multipleOf} = schema
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum))
    fail(`greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`)
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum))
    fail(`less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`)
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) fail(`a multiple of ${multipleOf}`)
  if (schema.format === 'int32' && Math.abs(value) > 2 ** 31) fail('of type int32')
}

const tooMany = (path: string, count: number, max: number): Cause => ({
  reason: 'FieldValueTooMany',
  message: `Too many: ${count}: must have at most ${max} items`,
  field: path,
})

function checkList(list: readonly Json[], old: Json | undefined, schema: Schema, path: string, walk: Walk): void {
  const {maxItems, minItems} = schema
  if (maxItems !== undefined && list.length > maxItems) walk.causes.push(tooMany(path, list.length, maxItems))
  if (minItems !== undefined && list.length < minItems)
    walk.causes.push(invalidValue(path, list.length, `${path} in body should have at least ${minItems} items`))
  const partner = oldItems(list, old, schema)
  for (let i = 0; i < list.length; i++) check(list[i] ?? null, partner(i), schema.items, `${path}[${i}]`, walk)
  checkKeys(list, schema, path, walk)
}

/** Which old item an item is compared with: the one of the same key, else (atomic lists) none. */
function oldItems(list: readonly Json[], old: Json | undefined, schema: Schema): (index: number) => Json | undefined {
  const shape = listShape(schema)
  if (!isList(old) || shape.kind !== 'map') return () => undefined
  const keyText = (item: Json) => canonicalJson(itemKey(item, shape.keys, schema.items) ?? null)
  const known = new Map(old.map((item) => [keyText(item), item]))
  return (index) => known.get(keyText(list[index] ?? null))
}

function checkKeys(list: readonly Json[], schema: Schema, path: string, {causes}: Walk): void {
  const shape = listShape(schema)
  if (shape.kind === 'atomic') return
  const seen = new Set<string>()
  for (const [i, item] of list.entries()) {
    const key = shape.kind === 'set' ? item : itemKey(item, shape.keys, schema.items)
    const text = canonicalJson(key)
    if (seen.has(text)) causes.push(duplicate(`${path}[${i}]`, key))
    seen.add(text)
  }
}

function checkObject(object: JsonObject, old: Json | undefined, schema: Schema, path: string, walk: Walk): void {
  for (const name of schema.required ?? [])
    if (object[name] === undefined) walk.causes.push(required(`${path}.${name}`))
  const count = Object.keys(object).length
  if (schema.maxProperties !== undefined && count > schema.maxProperties)
    walk.causes.push(tooMany(path, count, schema.maxProperties))
  if (schema.minProperties !== undefined && count < schema.minProperties)
    walk.causes.push(
      invalidValue(path, count, `${path} in body should have at least ${schema.minProperties} properties`),
    )
  const before = isObject(old) ? old : undefined
  for (const key in object) {
    const value = object[key]
    if (value !== undefined) check(value, before?.[key], fieldSchema(schema, key), `${path}.${key}`, walk)
  }
}

/** What keeps a value from one of the schemas that `anyOf`, `oneOf`, `allOf` and `not` combine. */
function causesUnder(value: Json, schema: Schema, path: string): Cause[] {
  const walk: Walk = {causes: [], rules: undefined}
  if (isObject(value) && schema.type === undefined) checkObject(value, undefined, schema, path, walk)
  check(value, undefined, schema, path, walk)
  return walk.causes
}

/** A finding about alternatives names no field; its text names the path. The closest alternative says what it misses. */
function checkCombined(value: Json, schema: Schema, path: string, {causes}: Walk): void {
  if (schema['x-kubernetes-int-or-string']) return
  const {anyOf, oneOf, allOf, not} = schema
  const fail = (what: string, more: readonly Cause[] = []) =>
    causes.push(invalidValue('<nil>', '', `${JSON.stringify(path)} must ${what}`), ...more)
  const under = (schemas: readonly Schema[]) => schemas.map((one) => causesUnder(value, one, path))
  if (anyOf) {
    const found = under(anyOf)
    if (found.every((one) => one.length > 0)) fail('validate at least one schema (anyOf)', fewest(found))
  }
  if (oneOf) {
    const found = under(oneOf)
    const valid = found.filter((one) => one.length === 0).length
    if (valid === 0) fail('validate one and only one schema (oneOf). Found none valid', fewest(found))
    if (valid > 1) fail(`validate one and only one schema (oneOf). Found ${valid} valid alternatives`)
  }
  if (allOf) {
    const found = under(allOf)
    if (found.some((one) => one.length > 0)) fail('validate all the schemas (allOf)', found.flat())
  }
  if (not && causesUnder(value, not, path).length === 0) fail('not validate the schema (not)')
}

const fewest = (found: readonly (readonly Cause[])[]): readonly Cause[] =>
  found.reduce((best, one) => (one.length < best.length ? one : best), found[0] ?? [])
