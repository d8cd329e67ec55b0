import {isObject, type Json, type JsonObject} from './json.ts'

/** A structural OpenAPI v3 schema: what a CRD carries, and what the built-in kinds are described with. */
export interface Schema {
  readonly type?: string
  readonly description?: string
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly enum?: readonly Json[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly nullable?: boolean
  readonly default?: Json
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly not?: Schema
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-patch-merge-key'?: string
  readonly 'x-kubernetes-patch-strategy'?: string
  readonly 'x-kubernetes-validations'?: readonly Rule[]
}

/** One CEL rule of `x-kubernetes-validations`. */
export interface Rule {
  readonly rule: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: string
  readonly fieldPath?: string
  readonly optionalOldSelf?: boolean
}

/** The schema of a field of an object: a declared property, else the schema of additional ones. */
export function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  const properties = schema?.properties
  if (properties && Object.hasOwn(properties, key)) return properties[key]
  const additional = schema?.additionalProperties
  return typeof additional === 'object' ? additional : undefined
}

/** Whether a field is a declared property, not an entry of a map. */
export const isDeclared = (schema: Schema | undefined, key: string): boolean =>
  schema?.properties !== undefined && Object.hasOwn(schema.properties, key)

/**
 * Whether pruning leaves undeclared fields alone: `x-kubernetes-preserve-unknown-fields`, open maps and embedded
 * resources.
 */
export const keepsUnknown = (schema: Schema | undefined): boolean =>
  schema === undefined ||
  schema['x-kubernetes-preserve-unknown-fields'] === true ||
  schema.additionalProperties === true ||
  (schema.type === 'object' &&
    !schema.properties &&
    schema.additionalProperties === undefined &&
    !!schema['x-kubernetes-embedded-resource'])

/** How a list is merged: as a whole, as a set of scalars, or by the named keys of its items. */
export type ListShape =
  | {readonly kind: 'atomic'}
  | {readonly kind: 'set'}
  | {readonly kind: 'map'; readonly keys: readonly string[]}

const atomic: ListShape = {kind: 'atomic'}
const set: ListShape = {kind: 'set'}

/** `x-kubernetes-list-type` with its keys; a list that declares nothing is atomic, as for the real server. */
export function listShape(schema: Schema | undefined): ListShape {
  const type = schema?.['x-kubernetes-list-type']
  if (type === 'set') return set
  const keys = schema?.['x-kubernetes-list-map-keys']
  return type === 'map' && keys?.length ? {kind: 'map', keys} : atomic
}

/** Whether an object is owned and replaced as a whole (`x-kubernetes-map-type: atomic`). */
export const isAtomicMap = (schema: Schema | undefined): boolean => schema?.['x-kubernetes-map-type'] === 'atomic'

/** The key of a list-map item, with schema defaults for absent parts; undefined for anything that is no object. */
export function itemKey(item: Json, keys: readonly string[], items: Schema | undefined): JsonObject | undefined {
  if (!isObject(item)) return undefined
  const key: Record<string, Json> = {}
  for (const name of [...keys].sort()) {
    const value = item[name] ?? items?.properties?.[name]?.default
    if (value !== undefined) key[name] = value
  }
  return key
}
