import type {Json, JsonObject} from '@ome/kinds/validation/json'
import {keepsUnknown, listShape} from '@ome/kinds/validation/schema'
import fc from 'fast-check'
import type {Made, Whole} from './any-object.ts'

/** An object with one thing wrong, and what the server should say of it. */
export interface Spoilt {
  readonly object: JsonObject
  readonly field: string
  readonly reason: string
}

type Change = Spoilt | undefined

/** A path as causes write it. */
export const fieldText = (path: Made['path']): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    '',
  )

function withValue(value: Json | undefined, [step, ...rest]: Made['path'], inner: Json | undefined): Json | undefined {
  if (step === undefined) return inner
  if (Array.isArray(value) && typeof step === 'number')
    return value.map((item: Json, i) => (i === step ? withValue(item, rest, inner) : item)) as Json[]
  const copy: Record<string, Json | undefined> = {...(value as JsonObject)}
  copy[String(step)] = withValue(copy[String(step)], rest, inner)
  if (copy[String(step)] === undefined) delete copy[String(step)]
  return copy
}

const wrongTypes: Readonly<Record<string, Json>> = {
  string: 7,
  integer: 'text',
  number: 'text',
  boolean: 'text',
  array: {},
  object: 'text',
}

/** Every way in which one node can be spoilt, by the limits that its schema sets. */
function spoils({object}: Whole, {path, schema, value}: Made): Change[] {
  if (path.length === 0) return []
  const put = (inner: Json | undefined, reason: string, at = path): Spoilt => ({
    object: withValue(object, at, inner) as JsonObject,
    field: fieldText(at),
    reason,
  })
  const changes: Change[] = []
  // A list key is not taken away: another item may then have the same one.
  const isItem = typeof path.at(-1) === 'number'
  const wrong = schema['x-kubernetes-int-or-string'] ? true : schema.type && wrongTypes[schema.type]
  if (wrong !== undefined && wrong !== '') changes.push(put(wrong, 'FieldValueTypeInvalid'))
  if (typeof value === 'string') {
    if (schema.enum) changes.push(put('no such value', 'FieldValueNotSupported'))
    else if (schema.maxLength !== undefined && !schema.pattern && schema.maxLength < 5000)
      changes.push(put('x'.repeat(schema.maxLength + 1), 'FieldValueTooLong'))
    if (schema.minLength && !schema.pattern && !schema.enum) changes.push(put('', 'FieldValueInvalid'))
    if (schema.format === 'date-time') changes.push(put('yesterday', 'FieldValueTypeInvalid'))
  }
  if (typeof value === 'number' && !schema.enum) {
    if (schema.minimum !== undefined) changes.push(put(schema.minimum - (schema.multipleOf ?? 1), 'FieldValueInvalid'))
    if (schema.maximum !== undefined) changes.push(put(schema.maximum + (schema.multipleOf ?? 1), 'FieldValueInvalid'))
    if (schema.type === 'integer') changes.push(put(0.5, 'FieldValueTypeInvalid'))
  }
  if (Array.isArray(value)) {
    const [first] = value as Json[]
    const full = schema.maxItems !== undefined && value.length >= schema.maxItems
    if (listShape(schema).kind !== 'atomic' && first !== undefined && !full)
      changes.push({
        ...put([...(value as Json[]), first], 'FieldValueDuplicate'),
        field: `${fieldText(path)}[${value.length}]`,
      })
    if (schema.minItems) changes.push(put([], 'FieldValueInvalid'))
  } else if (typeof value === 'object' && value !== null)
    for (const name of schema.required ?? [])
      if (
        name in value &&
        !schema.oneOf &&
        !schema.anyOf &&
        !isItem &&
        schema.properties?.[name]?.default === undefined
      )
        changes.push(put(undefined, 'FieldValueRequired', [...path, name]))
  return changes
}

/** A made object with one thing wrong; undefined when nothing in it can be. */
export const spoilt = (whole: Whole): fc.Arbitrary<Spoilt | undefined> => {
  const all = whole.nodes.flatMap((node) => spoils(whole, node))
  return all.length === 0 ? fc.constant(undefined) : fc.constantFrom(...all)
}

/** A made object with a field that its schema does not know, and the path of the field. */
export const withUnknown = (whole: Whole): fc.Arbitrary<{object: JsonObject; field: string} | undefined> => {
  const closed = whole.nodes.filter(
    ({schema, value, path}) =>
      schema.type === 'object' &&
      typeof value === 'object' &&
      !keepsUnknown(schema) &&
      schema.additionalProperties === undefined &&
      !isBelowOpen(whole, path),
  )
  if (closed.length === 0) return fc.constant(undefined)
  return fc.constantFrom(...closed).map(({path}) => {
    const at = [...path, 'zzUnknown']
    return {object: withValue(whole.object, at, 1) as JsonObject, field: fieldText(at)}
  })
}

/** Values of untyped fields have no schema below them. */
const isBelowOpen = ({nodes}: Whole, path: Made['path']): boolean =>
  nodes.some(
    ({path: other, schema}) =>
      schema.type === undefined && other.length < path.length && other.every((part, i) => part === path[i]),
  )
