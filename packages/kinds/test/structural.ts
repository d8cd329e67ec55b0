import type {Schema} from '../src/notation/schema.ts'

/** A schema is built in or part of a CRD; the API server is stricter about the second. */
export type Origin = 'built-in' | 'custom'

/**
 * What `apiextensions.k8s.io/v1` refuses about a schema, as far as our notation could get it wrong: one line per
 * problem, with its path. Empty: the schema is structural.
 */
export function structuralProblems(schema: Schema, origin: Origin, path = ''): string[] {
  const problems = [...typeProblems(schema), ...listProblems(schema, origin), ...defaultProblems(schema)]
  for (const name of schema.required ?? []) {
    if (schema.properties?.[name] === undefined) problems.push(`requires ${name}, which it does not describe`)
  }
  if (schema.properties !== undefined && schema.additionalProperties !== undefined) {
    problems.push('has properties and additionalProperties')
  }
  return [
    ...problems.map((problem) => `${path || '(root)'} ${problem}`),
    ...children(schema).flatMap(([key, child]) => structuralProblems(child, origin, `${path}${key}`)),
  ]
}

/** Schema nodes below one, each with its step in a path. */
export function children(schema: Schema): [string, Schema][] {
  return [
    ...Object.entries(schema.properties ?? {}).map(([name, child]): [string, Schema] => [`.${name}`, child]),
    ...(schema.items === undefined ? [] : [['[]', schema.items] satisfies [string, Schema]]),
    ...(schema.additionalProperties === undefined
      ? []
      : [['{}', schema.additionalProperties] satisfies [string, Schema]]),
  ]
}

function typeProblems(schema: Schema): string[] {
  const open = schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-int-or-string']
  const problems: string[] = []
  if (schema.type === undefined && !open) problems.push('has no type')
  if (schema.type === 'array' && schema.items === undefined) problems.push('is a list of nothing')
  if (schema.enum !== undefined && new Set(schema.enum).size !== schema.enum.length)
    problems.push('repeats in its enum')
  if (schema.pattern !== undefined) RegExp(schema.pattern)
  return problems
}

function listProblems(schema: Schema, origin: Origin): string[] {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const type = schema['x-kubernetes-list-type']
  if (type === 'map' && keys.length === 0) return ['is a map list without keys']
  if (type !== 'map' && keys.length > 0) return ['has keys but is no map list']
  if (type === 'set' && schema.items?.type === 'object') return ['is a set of objects']
  return keys.flatMap((key) => {
    const field = schema.items?.properties?.[key]
    if (field === undefined) return [`merges by ${key}, which items do not have`]
    const sure = schema.items?.required?.includes(key) || field.default !== undefined
    return sure || origin === 'built-in' ? [] : [`merges by ${key}, which items may lack`]
  })
}

const defaultProblems = (schema: Schema): string[] =>
  schema.default === undefined
    ? []
    : mismatches(schema, schema.default).map((problem) => `has a default that ${problem}`)

/** Where a value breaks a schema: types, enums, required fields and unknown ones. */
function mismatches(schema: Schema, value: unknown): string[] {
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value) ? [] : ['is neither number nor string']
  }
  if (schema.enum !== undefined && !schema.enum.some((one) => one === value)) return ['is not in the enum']
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === schema.type ? [] : [`is no ${schema.type}`]
    case 'integer':
      return Number.isInteger(value) ? [] : ['is no integer']
    case 'array':
      return Array.isArray(value) ? value.flatMap((item) => mismatches(schema.items ?? {}, item)) : ['is no list']
    default:
      return typeof value === 'object' && value !== null
        ? objectMismatches(schema, Object.entries(value))
        : ['is no object']
  }
}

function objectMismatches(schema: Schema, entries: [string, unknown][]): string[] {
  const given = new Set(entries.map(([name]) => name))
  const missing = (schema.required ?? []).filter((name) => !given.has(name)).map((name) => `lacks ${name}`)
  if (schema['x-kubernetes-preserve-unknown-fields']) return missing
  const wrong = entries.flatMap(([name, value]) => {
    const field = schema.properties?.[name] ?? schema.additionalProperties
    return field === undefined ? [`has an unknown ${name}`] : mismatches(field, value)
  })
  return [...missing, ...wrong]
}
