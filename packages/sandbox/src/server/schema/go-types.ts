import {parseQuantity} from '@ome/capacity/quantity'
import {typeNameOf} from '@ome/kinds/core-types'
import {isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {fieldSchema, type Schema} from '@ome/kinds/validation/schema'
import {base64Fault} from '../codec/base64.ts'

/** The field a value stands in: the struct that has it, and the way to it without indexes and map keys. */
interface Place {
  readonly struct: string
  readonly path: string
}

/**
 * Why a built-in object cannot be read into Go's types, in the words of its decoder (encoding/json and the types'
 * own readers); undefined when it can. Times and the values of enums are left to validation.
 */
export function goTypeError(object: JsonObject, schema: Schema | undefined): string | undefined {
  return schema && fieldsError(object, schema, '')
}

function fieldsError(object: JsonObject, schema: Schema, path: string): string | undefined {
  const {properties} = schema
  const struct = structName(schema)
  for (const key in object) {
    const value = object[key]
    const inner = fieldSchema(schema, key)
    if (value === undefined || value === null || inner === undefined) continue
    const isField = properties !== undefined && Object.hasOwn(properties, key)
    const at = isField && path ? `${path}.${key}` : isField ? key : path
    const error = valueError(value, inner, {struct, path: at})
    if (error) return error
  }
  return undefined
}

function valueError(value: Json, schema: Schema, place: Place): string | undefined {
  if (schema['x-kubernetes-int-or-string']) return numberOrTextError(value, schema)
  if (schema['x-kubernetes-preserve-unknown-fields'] && schema.type !== 'object') return undefined
  switch (schema.type) {
    case 'object':
      return isObject(value) ? membersError(value, schema, place) : mismatch(value, schema, place)
    case 'array':
      return isList(value) ? itemsError(value, schema, place) : mismatch(value, schema, place)
    case 'string':
      return typeof value === 'string' ? textError(value, schema) : mismatch(value, schema, place)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mismatch(value, schema, place)
    case 'integer':
      return isInteger(value, schema.format) ? undefined : mismatch(value, schema, place)
    case 'number':
      return typeof value === 'number' ? undefined : mismatch(value, schema, place)
    default:
      return undefined
  }
}

/** The entries of a map are told under the field that holds the map; a struct's fields under its own name. */
function membersError(value: JsonObject, schema: Schema, place: Place): string | undefined {
  if (schema.properties) return fieldsError(value, schema, place.path)
  const inner = schema.additionalProperties
  if (typeof inner !== 'object') return undefined
  for (const key in value) {
    const member = value[key]
    const error = member === undefined || member === null ? undefined : valueError(member, inner, place)
    if (error) return error
  }
  return undefined
}

function itemsError(list: readonly Json[], {items}: Schema, place: Place): string | undefined {
  if (!items) return undefined
  for (const item of list) {
    const error = item === null ? undefined : valueError(item, items, place)
    if (error) return error
  }
  return undefined
}

const isInteger = (value: Json, format: string | undefined): boolean => {
  if (!Number.isInteger(value)) return false
  return format !== 'int32' || (Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31)
}

const quantityPattern = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

function numberOrTextError(value: Json, {pattern}: Schema): string | undefined {
  if (pattern !== undefined) {
    if (parseQuantity(value) !== undefined) return undefined
    const isSuffix = /^[+-]?(\d+\.?\d*|\.\d+)[eEinumkKMGTP]+$/.test(String(value))
    return isSuffix ? "unable to parse quantity's suffix" : quantityPattern
  }
  if (typeof value === 'string' || isInteger(value, 'int32')) return undefined
  return `json: cannot unmarshal ${shape(value, true)} into Go value of type int32`
}

function textError(text: string, {format}: Schema): string | undefined {
  const fault = format === 'byte' ? base64Fault(text) : undefined
  return fault === undefined ? undefined : `illegal base64 data at input byte ${fault}`
}

const mismatch = (value: Json, schema: Schema, {struct, path}: Place): string =>
  `json: cannot unmarshal ${shape(value, schema.type === 'integer')} into Go struct field ${struct}.${path} of type ${goType(schema)}`

/** What a value is to Go's decoder; a number that an integer cannot hold is told with its digits. */
function shape(value: Json, forInteger: boolean): string {
  if (isList(value)) return 'array'
  if (typeof value === 'number') return forInteger ? `number ${value}` : 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

const structName = (schema: Schema): string => typeNameOf(schema)?.split('/').at(-1) ?? ''

function goType(schema: Schema): string {
  const {type, format, items, additionalProperties} = schema
  if (type === 'boolean') return 'bool'
  if (type === 'integer') return format ?? 'int'
  if (type === 'number') return 'float64'
  if (type === 'array') return `[]${items ? goType(items) : 'interface {}'}`
  if (type === 'string') return format === 'byte' ? '[]uint8' : format === 'date-time' ? 'v1.Time' : 'string'
  if (type !== 'object') return 'interface {}'
  if (typeof additionalProperties === 'object')
    return additionalProperties['x-kubernetes-int-or-string']
      ? 'v1.ResourceList'
      : `map[string]${goType(additionalProperties)}`
  const name = typeNameOf(schema)?.split('/') ?? []
  return name.length > 1 ? `${name.at(-2)}.${name.at(-1)}` : `v1.${name[0] ?? 'Object'}`
}
