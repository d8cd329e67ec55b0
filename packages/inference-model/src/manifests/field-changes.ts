import type {FieldChange} from '@ome/sdk/plan'

type Json = unknown

const isMap = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What changes between two values, one entry per leaf; items of lists are matched by `name`, else by place. */
export function fieldChanges(from: Json, to: Json, path = ''): FieldChange[] {
  if (isMap(from) && isMap(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
    return keys.flatMap((key) => fieldChanges(from[key], to[key], path === '' ? key : `${path}${step(key)}`))
  }
  if (Array.isArray(from) && Array.isArray(to)) return listChanges(from, to, path)
  return same(from, to) ? [] : [{path, from, to}]
}

const step = (key: string): string => (/^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)

function listChanges(from: readonly Json[], to: readonly Json[], path: string): FieldChange[] {
  const names = [...from, ...to].map((item) => (isMap(item) ? item['name'] : undefined))
  if (names.every((name) => typeof name === 'string') && names.length > 0) {
    const named = (items: readonly Json[], name: Json): Json =>
      items.find((item) => isMap(item) && item['name'] === name)
    return [...new Set(names)].flatMap((name) => fieldChanges(named(from, name), named(to, name), `${path}[${name}]`))
  }
  const length = Math.max(from.length, to.length)
  return Array.from({length}, (_, at) => fieldChanges(from[at], to[at], `${path}[${at}]`)).flat()
}

function same(a: Json, b: Json): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
