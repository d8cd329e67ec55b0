import type {Json, JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import fc from 'fast-check'

/** What the model knows of a type: a value of its own, a set of texts, a keyed list, a map by text, or a struct. */
export type Shape =
  | {readonly is: 'leaf'; readonly schema: Schema; readonly values: readonly Json[]}
  | {readonly is: 'set'; readonly values: readonly string[]}
  | {readonly is: 'list'; readonly keys: Readonly<Record<string, readonly Json[]>>; readonly item: Struct}
  | {readonly is: 'dict'; readonly of: Shape}
  | Struct

export interface Struct {
  readonly is: 'struct'
  readonly fields: Readonly<Record<string, Shape>>
}

/** A value that is replaced as a whole. */
export const leaf = (schema: Schema, ...values: Json[]): Shape => ({is: 'leaf', schema, values})
export const number = (): Shape => leaf({type: 'integer'}, 1, 2, 3)
export const text = (): Shape => leaf({type: 'string'}, 'a', 'b', 'c')
export const intOrText = (): Shape => leaf({'x-kubernetes-int-or-string': true}, 1, '1', 'http')
export const words = (): Shape => leaf({type: 'array', items: {type: 'string'}}, [], ['x'], ['x', 'y'], ['y', 'x'])
export const atomicMap = (): Shape =>
  leaf(
    {type: 'object', additionalProperties: {type: 'string'}, 'x-kubernetes-map-type': 'atomic'},
    {},
    {k: '1'},
    {k: '2', l: '1'},
  )
export const set = (): Shape => ({is: 'set', values: ['x', 'y', 'z/w']})
export const dict = (of: Shape): Shape => ({is: 'dict', of})
export const struct = (fields: Readonly<Record<string, Shape>>): Struct => ({is: 'struct', fields})
/** A keyed list; `fields` are those of an item beside its keys. */
export const list = (
  keys: Readonly<Record<string, readonly Json[]>>,
  fields: Readonly<Record<string, Shape>>,
): Shape => ({
  is: 'list',
  keys,
  item: struct({
    ...Object.fromEntries(
      Object.entries(keys).map(([key, values]) => [
        key,
        leaf({type: typeof values[0] === 'number' ? 'integer' : 'string'}, ...values),
      ]),
    ),
    ...fields,
  }),
})

/** The structural schema of a shape. A list key called `protocol` has the default that container ports have. */
export function schemaOf(shape: Shape): Schema {
  switch (shape.is) {
    case 'leaf':
      return shape.schema
    case 'set':
      return {type: 'array', items: {type: 'string'}, 'x-kubernetes-list-type': 'set'}
    case 'dict':
      return {type: 'object', additionalProperties: schemaOf(shape.of)}
    case 'list':
      return {
        type: 'array',
        items: schemaOf(shape.item),
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': Object.keys(shape.keys),
      }
    default: {
      const properties = Object.entries(shape.fields).map(([name, field]): [string, Schema] => [
        name,
        name === 'protocol' ? {type: 'string', default: 'TCP'} : schemaOf(field),
      ])
      return {type: 'object', properties: Object.fromEntries(properties)}
    }
  }
}

/** Any value of a shape, small enough that two of them often meet. */
export function anyOf(shape: Shape): fc.Arbitrary<Json> {
  switch (shape.is) {
    case 'leaf':
      return fc.constantFrom(...shape.values)
    case 'set':
      return fc.shuffledSubarray([...shape.values])
    case 'dict':
      return fc.dictionary(fc.constantFrom('k', 'l', 'a.b/c'), anyOf(shape.of), {maxKeys: 3})
    case 'list':
      return itemsOf(shape)
    default:
      return fc.record(Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, anyOf(field)])), {
        requiredKeys: [],
      }) as fc.Arbitrary<JsonObject>
  }
}

function itemsOf({keys, item}: Extract<Shape, {is: 'list'}>): fc.Arbitrary<Json> {
  const names = Object.keys(keys)
  const one = fc
    .tuple(anyOf(item), fc.record(Object.fromEntries(names.map((key) => [key, fc.constantFrom(...(keys[key] ?? []))]))))
    .map(([rest, key]) => {
      const made: Record<string, Json> = {...(rest as Record<string, Json>), ...(key as Record<string, Json>)}
      // A key that has a default may be left out.
      if ('protocol' in made && (rest as JsonObject)['protocol'] === undefined) delete made['protocol']
      return made
    })
  const keyText = (value: JsonObject) => JSON.stringify(names.map((key) => value[key] ?? 'TCP'))
  return fc.uniqueArray(one, {maxLength: 3, selector: keyText}) as fc.Arbitrary<Json>
}
