import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'

/** What a person fills in. The value goes to every one of the fields. */
export interface Parameter {
  readonly name: string
  /** Paths such as `spec.engine.minReplicas`. */
  readonly fields: readonly string[]
  readonly type: 'text' | 'number'
  /** Absent: it must be given. */
  readonly default?: string | number
  /** May be left out, and the fields with it. */
  readonly optional?: true
  readonly description: string
}

/** An object with gaps. */
export interface Template {
  readonly name: string
  readonly summary: string
  readonly parameters: readonly Parameter[]
  readonly object: KubeObject
  /** The runtime is chosen among these when none is given. */
  readonly runtime?: {readonly engine?: 'vllm' | 'sglang'; readonly disaggregated?: true}
}

export type TemplateSource = 'built-in' | 'shared' | 'local'

export interface StoredTemplate {
  readonly template: Template
  readonly source: TemplateSource
}

/** Where templates are kept: one of them for all templates of one source. */
export interface TemplateStore {
  list(): Promise<readonly StoredTemplate[]>
}

const namePattern = /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/

export function checkTemplateName(name: string): void {
  if (namePattern.test(name)) return
  throw new OmeError('usage', `"${name}" cannot be the name of a template`, [
    'lower-case letters, digits and "-", at most 50 of them',
  ])
}

/** The object with the values in place. Throws `usage` for what is missing, unknown or no number. */
export function fill(template: Template, values: Readonly<Record<string, string>>): KubeObject {
  const known = new Set(template.parameters.map(({name}) => name))
  const surplus = Object.keys(values).filter((name) => !known.has(name))
  const missing = template.parameters.filter(
    ({name, default: initial, optional}) => values[name] === undefined && initial === undefined && !optional,
  )
  if (surplus.length > 0) throw refuse(template, `has no parameter ${quoted(surplus)}`)
  if (missing.length > 0) throw refuse(template, `needs ${quoted(missing.map(({name}) => name))}`)
  const object = structuredClone(template.object)
  for (const parameter of template.parameters) {
    const value = parsedValue(template, parameter, values[parameter.name])
    if (value !== undefined) for (const field of parameter.fields) setField(object, field.split('.'), value)
  }
  return object
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

function refuse({name, parameters}: Template, problem: string): OmeError {
  const lines = parameters.map(
    (each) => `--param ${each.name}=${each.default ?? each.type.toUpperCase()}  ${each.description}`,
  )
  return new OmeError('usage', `template "${name}" ${problem}`, lines)
}

function parsedValue(template: Template, {name, type, default: initial}: Parameter, typed: string | undefined) {
  if (typed === undefined) return initial
  if (type === 'text') return typed
  const number = Number(typed)
  if (typed.trim() !== '' && Number.isSafeInteger(number) && number >= 0) return number
  throw refuse(template, `takes a whole number for "${name}", not "${typed}"`)
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

function setField(object: object, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined || forbidden.has(key)) return
  const map = object as Record<string, unknown>
  if (rest.length === 0) {
    map[key] = value
    return
  }
  const inner = map[key]
  if (typeof inner !== 'object' || inner === null) map[key] = {}
  setField(map[key] as object, rest, value)
}

/** What is at a path, `undefined` when there is nothing. */
export const fieldAt = (object: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, key) => (typeof inner === 'object' && inner ? Reflect.get(inner, key) : undefined), object)

const apiVersion = 'ome.cli/v1'

/** A template as the document it is stored as. */
export const toDocument = ({name, summary, parameters, object, runtime}: Template): object => ({
  apiVersion,
  kind: 'Template',
  metadata: {name},
  summary,
  parameters,
  ...(runtime && {runtime}),
  object,
})

/** Reads a stored document, whoever wrote it. Throws `usage` naming the source. */
export function toTemplate(document: unknown, source: string): Template {
  const {kind, metadata, summary, parameters, object, runtime} = (document ?? {}) as Record<string, unknown>
  const name = (metadata as {name?: unknown} | undefined)?.name
  if (kind !== 'Template' || typeof name !== 'string' || !isObject(object) || !Array.isArray(parameters))
    throw new OmeError('usage', `${source} holds no template`)
  try {
    checkTemplateName(name)
  } catch (error) {
    if (!isOmeError(error)) throw error
    throw new OmeError('usage', `${source}: ${error.message}`, error.hints)
  }
  return {
    name,
    summary: typeof summary === 'string' ? summary : '',
    parameters: parameters.map((each) => toParameter(each, source)),
    object,
    ...(typeof runtime === 'object' && runtime && {runtime: runtime as NonNullable<Template['runtime']>}),
  }
}

const isObject = (value: unknown): value is KubeObject =>
  typeof value === 'object' && value !== null && 'kind' in value && 'apiVersion' in value && 'metadata' in value

function toParameter(value: unknown, source: string): Parameter {
  const {name, fields, type, default: initial, optional, description} = (value ?? {}) as Record<string, unknown>
  const paths = Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : []
  if (typeof name !== 'string' || paths.length === 0)
    throw new OmeError('usage', `${source}: a parameter has no name or field`)
  return {
    name,
    fields: paths,
    type: type === 'number' ? 'number' : 'text',
    ...(typeof initial === 'string' || typeof initial === 'number' ? {default: initial} : {}),
    ...(optional === true ? {optional} : {}),
    description: typeof description === 'string' ? description : '',
  }
}
