import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {Spec} from './runner.ts'

/** The part of a structural OpenAPI schema that setting and checking fields needs. */
export interface FieldSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, FieldSchema>>
  readonly additionalProperties?: FieldSchema
  readonly items?: FieldSchema
  readonly enum?: readonly string[]
  readonly 'x-kubernetes-int-or-string'?: true
  readonly 'x-kubernetes-preserve-unknown-fields'?: true
}

/** `a.b[0].c` and `labels["a.b/c"]` as steps. */
export function stepsOf(path: string): readonly string[] {
  const steps = [...path.matchAll(/([^.[\]]+)|\[(\d+)\]|\["([^"]+)"\]/g)].map(
    ([, name, index, key]) => name ?? index ?? key ?? '',
  )
  if (steps.length > 0) return steps
  throw new OmeError('usage', `"${path}" is not the path of a field`)
}

/**
 * The value with one field set, its text read as the schema says (whole number, boolean, JSON for lists and objects).
 * Throws `usage` for a field that the schema does not have, or a value of another type.
 */
export function withField(
  value: unknown,
  schema: FieldSchema,
  {path, text}: {readonly path: string; readonly text: string},
): unknown {
  return set(value, schema, {steps: stepsOf(path), path, text})
}

interface Setting {
  readonly steps: readonly string[]
  readonly path: string
  readonly text: string
}

function set(value: unknown, schema: FieldSchema, {steps, ...typed}: Setting): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return parsed(schema, typed)
  const below = {steps: rest, ...typed}
  if (schema.items) {
    const items = Array.isArray(value) ? value : []
    const index = Number(step)
    if (!Number.isInteger(index) || index > items.length)
      throw new OmeError('usage', `--set ${typed.path}: "${step}" is no place in a list of ${items.length}`, [
        'count from 0',
      ])
    return Object.assign([...items], {[index]: set(items[index], schema.items, below)})
  }
  const fields: Spec = typeof value === 'object' && value !== null ? (value as Spec) : {}
  return {...fields, [step]: set(fields[step], childOf(schema, step, typed.path), below)}
}

function childOf(schema: FieldSchema, step: string, path: string): FieldSchema {
  const {properties = {}} = schema
  const child = (Object.hasOwn(properties, step) ? properties[step] : undefined) ?? schema.additionalProperties
  if (child) return child
  if (schema['x-kubernetes-preserve-unknown-fields']) return schema
  const known = Object.keys(properties)
  const near = nearest(step, known)
  throw new OmeError('usage', `--set ${path}: there is no field "${step}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    ...(known.length > 0 && known.length <= 12 ? [`there are: ${known.join(', ')}`] : []),
  ])
}

function parsed(schema: FieldSchema, {path, text}: Omit<Setting, 'steps'>): unknown {
  const wrong = (what: string): OmeError => new OmeError('usage', `--set ${path}: "${text}" is ${what}`)
  if (schema['x-kubernetes-int-or-string']) return /^\d+$/.test(text) ? Number(text) : text
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const number = Number(text)
      const fits = text !== '' && (schema.type === 'integer' ? Number.isInteger(number) : Number.isFinite(number))
      if (fits) return number
      throw wrong(`no ${schema.type === 'integer' ? 'whole number' : 'number'}`)
    }
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true'
      throw wrong('neither true nor false')
    case 'string':
      if (!schema.enum || schema.enum.includes(text)) return text
      throw wrong(`none of ${schema.enum.join(', ')}`)
    default:
      return json(schema, text, wrong)
  }
}

function json({type}: FieldSchema, text: string, wrong: (what: string) => OmeError): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (type === undefined || (type === 'array') === Array.isArray(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw wrong(
    type === 'array' ? 'no list: write it as JSON, ["a","b"]' : 'no object: write it as JSON, {"key":"value"}',
  )
}
