import {isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {fieldSchema, isDeclared, keepsUnknown, listShape, type Schema} from '@ome/kinds/validation/schema'
import {pathsOf} from './field-set.ts'
import {atomOf, itemPath} from './typed.ts'

/**
 * What keeps a configuration from being read under its schema, one finding a line as the server words them. Undeclared
 * fields count, duplicates of list items as well; null passes anywhere.
 */
export function typedErrors(config: JsonObject, schema: Schema | undefined): string[] {
  const errors: string[] = []
  check(config, schema, '', errors)
  return errors
}

function check(value: Json, schema: Schema | undefined, path: string, errors: string[]): void {
  if (value === null) return
  const atom = atomOf(schema, value)
  const fail = (text: string) => errors.push(path ? `${path}: ${text}` : text)
  if (atom === 'scalar') {
    const text = scalarError(value, schema)
    if (text) fail(text)
  } else if (atom === 'list') {
    if (isList(value)) checkList(value, schema, path, errors)
    else fail(`expected list, got &{${goText(value)}}`)
  } else if (isObject(value)) checkMap(value, schema, path, errors)
  else fail(`expected map, got &{${goText(value)}}`)
}

function checkMap(value: JsonObject, schema: Schema | undefined, path: string, errors: string[]): void {
  const open = keepsUnknown(schema) || schema?.type === undefined
  for (const key in value) {
    const inner = fieldSchema(schema, key)
    if (inner === undefined && !isDeclared(schema, key) && !open) {
      errors.push(`${path}.${key}: field not declared in schema`)
      return
    }
    check(value[key] ?? null, inner, `${path}.${key}`, errors)
  }
}

function checkList(list: readonly Json[], schema: Schema | undefined, path: string, errors: string[]): void {
  const shape = listShape(schema)
  const seen = new Set<string>()
  for (const [i, item] of list.entries()) {
    let at = `[${i}]`
    if (shape.kind !== 'atomic') {
      const reason = shape.kind === 'map' ? keyError(item, shape.keys, schema) : setError(item)
      if (reason) {
        errors.push(`${path}: element ${i}: ${reason}`)
        return
      }
      const element = itemPath(item, schema)
      at = pathsOf({[element]: {}})[0] ?? at
      if (seen.has(element)) errors.push(`${path}: duplicate entries for key ${at}`)
      seen.add(element)
    }
    check(item, schema?.items, path + at, errors)
  }
}

function keyError(item: Json, keys: readonly string[], schema: Schema | undefined): string | undefined {
  if (item === null) return 'associative list with keys may not have a null element'
  if (!isObject(item)) return 'associative list with keys may not have non-map elements'
  if (keys.some((key) => Object.hasOwn(item, key) || schema?.items?.properties?.[key]?.default !== undefined)) return
  return `associative list with keys has an element that omits all key fields [${keys.map((key) => JSON.stringify(key)).join(' ')}] (and doesn't have default values for any key fields)`
}

function setError(item: Json): string | undefined {
  if (item === null) return "associative list without keys has an element that's an explicit null"
  if (isList(item)) return 'not supported: associative list with lists as elements'
  return isObject(item) ? "associative list without keys has an element that's a map type" : undefined
}

function scalarError(value: Json, schema: Schema | undefined): string | undefined {
  const composite = typeof value === 'object'
  if (schema?.['x-kubernetes-int-or-string'])
    return composite ? `expected any scalar, got &{${goText(value)}}` : undefined
  switch (schema?.type) {
    case 'integer':
    case 'number':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goText(value)}}`
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got &{${goText(value)}}`
    default:
      return undefined
  }
}

function goType(value: Json): string {
  if (isList(value)) return '[]interface {}'
  if (isObject(value)) return 'map[string]interface {}'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** A value as Go prints it: `map[a:1]`, `[1 2]`, texts without quotes. */
function goText(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(goText).join(' ')}]`
  if (!isObject(value)) return value === null || value === undefined ? '<nil>' : String(value)
  const keys = Object.keys(value).sort()
  return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`
}
