import {type Attributes, type Json, parseConditions, parseText, type Range} from './attributes.ts'
import {type Field, isList, isMap, isRuled, type ObjectField, type Rule} from './field.ts'
import {patterns} from './patterns.ts'

/** A structural OpenAPI v3 schema, as `apiextensions.k8s.io/v1` carries it. Parts are shared and frozen. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema
  readonly enum?: readonly string[]
  readonly default?: Json
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly nullable?: true
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular'
  readonly 'x-kubernetes-int-or-string'?: true
  readonly 'x-kubernetes-preserve-unknown-fields'?: true
  readonly 'x-kubernetes-embedded-resource'?: true
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[]
  /** Only in schemas of built-in resources. */
  readonly 'x-kubernetes-patch-strategy'?: string
  /** Only in schemas of built-in resources. */
  readonly 'x-kubernetes-patch-merge-key'?: string
}

/** A rule in CEL as a schema carries it. */
export interface ValidationRule {
  readonly rule: string
  readonly message: string
  readonly fieldPath?: string
  readonly reason?: string
  readonly optionalOldSelf?: true
}

/** Finds the schema of a Kubernetes type by the name that stands behind `@`. */
export type Resolve = (name: string) => Schema

/** `embedded`: without what custom resources leave out of Kubernetes' own types: enums, patch directives, `:=`. */
export type Flavour = 'full' | 'embedded'

/**
 * Turns the notation into a structural schema. Types of Kubernetes are put in place, not referred to, because
 * structural schemas know no references. Throws on words that are not part of the notation.
 */
export const schemaOf = (field: Field, resolve: Resolve, flavour: Flavour = 'full'): Schema => {
  if (typeof field === 'string') return textSchema(field, resolve, flavour)
  if (isRuled(field)) return Object.freeze({...schemaOf(field.$text, resolve, flavour), ...rulesOf(field.$rules)})
  if (isList(field)) {
    const attributes = parseConditions(field.$)
    const items = schemaOf(field['[]'], resolve, flavour)
    return Object.freeze({type: 'array', items, ...conditions(attributes, '[]', flavour), ...rulesOf(field.$rules)})
  }
  if (isMap(field)) {
    const attributes = parseConditions(field.$)
    const additionalProperties = schemaOf(field['{}'], resolve, flavour)
    return Object.freeze({type: 'object', additionalProperties, ...conditions(attributes, '{}', flavour)})
  }
  return objectSchema(field, resolve, flavour)
}

/** Most texts occur many times over; those that refer to no other type are read once. */
const read: Readonly<Record<Flavour, Map<string, Schema>>> = {full: new Map(), embedded: new Map()}

const textSchema = (written: string, resolve: Resolve, flavour: Flavour): Schema => {
  const known = read[flavour].get(written)
  if (known !== undefined) return known
  const {type, attributes} = parseText(written)
  const base = attributes.twice ? {type: 'string' as const, allOf: twice(type)} : typeSchema(type, resolve, flavour)
  const schema = written.includes(' ') ? Object.freeze({...base, ...conditions(attributes, type, flavour)}) : base
  if (!written.includes('@')) read[flavour].set(written, schema)
  return schema
}

const objectSchema = (field: ObjectField, resolve: Resolve, flavour: Flavour): Schema => {
  const attributes = parseConditions(field.$)
  const properties: Record<string, Schema> = attributes.spread ? {...resolve(attributes.spread).properties} : {}
  for (const name of attributes.without ?? []) {
    if (!(name in properties)) throw new Error(`"${field.$}" leaves out ${name}, which is not there`)
    delete properties[name]
  }
  const required: string[] = []
  for (const [key, value] of Object.entries(field)) {
    if (key === '$' || key === '$rules' || value === undefined || isRules(value)) continue
    const name = key.endsWith('!') ? key.slice(0, -1) : key
    properties[name] = schemaOf(value, resolve, flavour)
    if (key.endsWith('!')) required.push(name)
  }
  return Object.freeze({
    type: 'object',
    ...(Object.keys(properties).length > 0 ? {properties: Object.freeze(sorted(properties))} : {}),
    ...(required.length > 0 ? {required: Object.freeze(required.sort())} : {}),
    ...conditions(attributes, 'object', flavour),
    ...rulesOf(field.$rules),
  })
}

const isRules = (value: Field | readonly Rule[]): value is readonly Rule[] => Array.isArray(value)

const sorted = (properties: Record<string, Schema>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)))

const numberOrText: Schema = Object.freeze({
  anyOf: Object.freeze([Object.freeze({type: 'integer'} as const), Object.freeze({type: 'string'} as const)]),
  'x-kubernetes-int-or-string': true,
})

const text: Schema = Object.freeze({type: 'string'})

const simple: Readonly<Record<string, Schema>> = {
  string: text,
  int: Object.freeze({type: 'integer'}),
  int32: Object.freeze({type: 'integer', format: 'int32'}),
  int64: Object.freeze({type: 'integer', format: 'int64'}),
  number: Object.freeze({type: 'number'}),
  bool: Object.freeze({type: 'boolean'}),
  time: Object.freeze({type: 'string', format: 'date-time'}),
  bytes: Object.freeze({type: 'string', format: 'byte'}),
  'int|string': numberOrText,
  quantity: Object.freeze({...numberOrText, pattern: patterns.quantity}),
  any: Object.freeze({'x-kubernetes-preserve-unknown-fields': true}),
  raw: Object.freeze({type: 'object', 'x-kubernetes-preserve-unknown-fields': true}),
  object: Object.freeze({type: 'object'}),
}

const enumOf = (type: string): readonly string[] => Object.freeze(type.slice('enum:'.length).split('|'))

const twice = (type: string): readonly Schema[] => Object.freeze([{enum: enumOf(type)}, {enum: enumOf(type)}])

const typeSchema = (type: string, resolve: Resolve, flavour: Flavour): Schema => {
  const known = simple[type]
  if (known !== undefined) return known
  if (type.startsWith('enum:')) return flavour === 'embedded' ? text : {type: 'string', enum: enumOf(type)}
  if (type.startsWith('@')) return resolve(type.slice(1))
  const inner = type.slice(1, -1)
  if (type.startsWith('[') && type.endsWith(']'))
    return Object.freeze({type: 'array', items: textSchema(inner, resolve, flavour)})
  if (type.startsWith('{') && type.endsWith('}'))
    return Object.freeze({type: 'object', additionalProperties: textSchema(inner, resolve, flavour)})
  throw new Error(`unknown type "${type}"`)
}

const conditions = (attributes: Attributes, type: string, flavour: Flavour): Schema => {
  const {merge, patch, length, items, range, pattern, raw, nullable, default: given} = attributes
  const isArray = type.startsWith('[')
  return {
    ...(merge?.list && isArray ? {'x-kubernetes-list-type': merge.list} : {}),
    ...(merge?.keys ? {'x-kubernetes-list-map-keys': merge.keys} : {}),
    ...(merge?.list === 'atomic' && !isArray ? {'x-kubernetes-map-type': 'atomic' as const} : {}),
    ...(patch && flavour === 'full' ? {'x-kubernetes-patch-strategy': patch.strategy} : {}),
    ...(patch?.key && flavour === 'full' ? {'x-kubernetes-patch-merge-key': patch.key} : {}),
    ...bounds('minLength', 'maxLength', length),
    ...bounds('minItems', 'maxItems', items),
    ...bounds('minimum', 'maximum', range),
    ...(pattern === undefined ? {} : {pattern}),
    ...(raw ? {'x-kubernetes-preserve-unknown-fields': true as const} : {}),
    ...(nullable ? {nullable: true as const} : {}),
    ...(given && !(given.byServer && flavour === 'embedded') ? {default: given.value} : {}),
  }
}

const bounds = (
  least: 'minLength' | 'minItems' | 'minimum',
  most: 'maxLength' | 'maxItems' | 'maximum',
  range?: Range,
): Schema => ({
  ...(range?.least === undefined ? {} : {[least]: range.least}),
  ...(range?.most === undefined ? {} : {[most]: range.most}),
})

const rulesOf = (rules: readonly Rule[] | undefined): Schema => {
  if (rules === undefined) return {}
  const stated = rules.map(({at, ...rule}) => Object.freeze({...rule, ...(at === undefined ? {} : {fieldPath: at})}))
  return {'x-kubernetes-validations': Object.freeze(stated)}
}
