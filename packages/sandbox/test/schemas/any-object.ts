import type {Json, JsonObject} from '@ome/kinds/validation/json'
import {listShape, type Schema} from '@ome/kinds/validation/schema'
import fc from 'fast-check'

/** Draws a value from an arbitrary. */
export type Draw = <T>(arbitrary: () => fc.Arbitrary<T>) => T

/** One node of a made object: where it stands, under which schema. */
export interface Made {
  readonly path: readonly (string | number)[]
  readonly schema: Schema
  readonly value: Json
}

export interface Whole {
  readonly object: JsonObject
  readonly nodes: readonly Made[]
}

const deepest = 9

/** An object that a structural schema accepts, CEL rules aside. The server's own fields are left to the caller. */
export const anyObject = (schema: Schema): fc.Arbitrary<Whole> =>
  fc.gen().map((gen) => {
    const draw: Draw = (arbitrary) => gen(arbitrary)
    const nodes: Made[] = []
    const {apiVersion: _version, kind: _kind, metadata: _meta, status: _status, ...properties} = schema.properties ?? {}
    const required = (schema.required ?? []).filter((name) => name in properties)
    const object = make({...schema, properties, required}, [], {draw, nodes})
    return {object: object as JsonObject, nodes}
  })

interface Making {
  readonly draw: Draw
  readonly nodes: Made[]
}

function make(schema: Schema, path: Made['path'], making: Making): Json {
  const value = drawValue(schema, path, making)
  making.nodes.push({path, schema, value})
  return value
}

function drawValue(schema: Schema, path: Made['path'], making: Making): Json {
  const {draw} = making
  const both = schema.allOf?.map((one) => one.enum ?? [])
  if (both?.[0]) return draw(() => fc.constantFrom(...(both[0] ?? [])))
  if (schema.enum) return draw(() => fc.constantFrom(...(schema.enum ?? [])))
  if (schema['x-kubernetes-int-or-string'])
    return draw(() =>
      schema.pattern ? fc.constantFrom<Json>(1, '2', '100m', '2Gi') : fc.constantFrom<Json>(1, '50%', 'http'),
    )
  switch (schema.type) {
    case 'boolean':
      return draw(fc.boolean)
    case 'integer':
    case 'number':
      return draw(() => numberOf(schema))
    case 'string':
      return draw(() => textOf(schema))
    case 'array':
      return listOf(schema, path, making)
    case 'object':
      return objectOf(schema, path, making)
    default:
      return draw(() => fc.constantFrom<Json>(1, 'x', true, {a: [1]}, [{b: null}]))
  }
}

function numberOf({minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf = 1}: Schema): fc.Arbitrary<Json> {
  const min = Math.ceil(((minimum ?? -1000) + (exclusiveMinimum ? 1 : 0)) / multipleOf)
  const max = Math.floor(((maximum ?? Math.max(1000, min + 1000)) - (exclusiveMaximum ? 1 : 0)) / multipleOf)
  return fc.integer({min, max}).map((value) => value * multipleOf)
}

const formats: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.123456+02:00'],
  byte: ['', 'eA==', 'eHl6'],
  duration: ['1h', '10m30s', '0.5s'],
  uri: ['https://example.com/a'],
}

function textOf({pattern, minLength = 0, maxLength = 40, format}: Schema): fc.Arbitrary<string> {
  const known = format && formats[format]
  if (known) return fc.constantFrom(...known)
  const fits = (text: string) => [...text].length >= minLength && [...text].length <= maxLength
  if (pattern) return fc.stringMatching(new RegExp(pattern), {size: 'xsmall'}).filter(fits)
  return fc.string({unit: 'grapheme-ascii', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 8))})
}

function listOf(schema: Schema, path: Made['path'], making: Making): Json {
  const {minItems = 0, maxItems = minItems + 3} = schema
  const most = path.length > deepest ? minItems : Math.min(maxItems, minItems + 3)
  const length = making.draw(() => fc.integer({min: minItems, max: most}))
  const list: Json[] = []
  const seen = new Set<string>()
  for (let tries = 0; list.length < length && tries < 20; tries++) {
    const mark = making.nodes.length
    const item = make(schema.items ?? {}, [...path, list.length], making)
    const key = keyOf(item, schema)
    if (key === undefined || !seen.has(key)) list.push(item)
    else making.nodes.splice(mark)
    if (key !== undefined) seen.add(key)
  }
  return list
}

function keyOf(item: Json, schema: Schema): string | undefined {
  const shape = listShape(schema)
  if (shape.kind === 'atomic') return undefined
  if (shape.kind === 'set') return JSON.stringify(item)
  const object = item as JsonObject
  return JSON.stringify(shape.keys.map((key) => object[key] ?? schema.items?.properties?.[key]?.default ?? null))
}

function objectOf(schema: Schema, path: Made['path'], making: Making): Json {
  const {properties = {}, additionalProperties, required = []} = schema
  const choice = making.draw(() => fc.constantFrom(...(schema.oneOf ?? schema.anyOf ?? [{}])))
  const needed = [...new Set([...required, ...(choice.required ?? [])])].filter((name) => name in properties)
  const optional = Object.keys(properties).filter((name) => !needed.includes(name) && !isChoice(schema, name))
  const chosen =
    path.length > deepest ? [] : making.draw(() => fc.subarray(optional, {maxLength: Math.min(4, optional.length)}))
  const object: Record<string, Json> = {}
  for (const name of [...needed, ...chosen]) object[name] = make(properties[name] ?? {}, [...path, name], making)
  const entries = typeof additionalProperties === 'object' || schema['x-kubernetes-preserve-unknown-fields']
  const least = schema.minProperties ?? 0
  const most = Math.max(least, Math.min(schema.maxProperties ?? 2, path.length > deepest ? 0 : 2))
  if (!entries) return object
  const inner = typeof additionalProperties === 'object' ? additionalProperties : {}
  for (const key of ['k', 'l.m/n', 'o'].slice(
    0,
    making.draw(() => fc.integer({min: least, max: most})),
  ))
    object[key] = make(inner, [...path, key], making)
  return object
}

/** Whether a property stands for one of several alternatives of its object. */
const isChoice = ({oneOf, anyOf}: Schema, name: string): boolean =>
  [...(oneOf ?? []), ...(anyOf ?? [])].some(({required}) => required?.includes(name))
