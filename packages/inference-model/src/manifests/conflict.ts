import type {KubeObject} from '@ome/sdk/kube'

type Step = string | {readonly key: Readonly<Record<string, unknown>>}

/** The object without these fields: applied, they stay as they are. Fields that it does not have are passed over. */
export const withoutFields = (object: KubeObject, fields: readonly string[]): KubeObject => {
  const copy = structuredClone(object)
  for (const field of fields) remove(copy, stepsOf(field))
  return copy
}

/** What is at such a field; undefined where there is nothing. */
export const fieldIn = (object: KubeObject, field: string): unknown =>
  stepsOf(field).reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null) return undefined
    if (typeof step === 'string') return Reflect.get(value, step)
    return Array.isArray(value) ? value.find((item) => hasKey(item, step.key)) : undefined
  }, object)

const hasKey = (item: unknown, key: Readonly<Record<string, unknown>>): boolean =>
  typeof item === 'object' &&
  item !== null &&
  Object.entries(key).every(([name, value]) => Reflect.get(item, name) === value)

function stepsOf(field: string): readonly Step[] {
  return [...field.matchAll(/\.([^.[\]]+)|\[("(?:[^"\\]|\\.)*")\]|\[([^\]]*)\]/g)].map(([, name, quoted, key]) => {
    if (name !== undefined) return name
    if (quoted !== undefined) return String(JSON.parse(quoted))
    const pairs = (key ?? '').split(',').map((pair) => {
      const [left = '', ...right] = pair.split('=')
      return [left, JSON.parse(right.join('=') || 'null')] as const
    })
    return {key: Object.fromEntries(pairs)}
  })
}

function remove(value: unknown, [step, ...rest]: readonly Step[]): void {
  if (typeof value !== 'object' || value === null || step === undefined) return
  if (typeof step === 'string') {
    const map = value as Record<string, unknown>
    if (rest.length === 0) delete map[step]
    else remove(map[step], rest)
    return
  }
  if (!Array.isArray(value)) return
  const at = value.findIndex((item) => Object.entries(step.key).every(([key, wanted]) => item?.[key] === wanted))
  if (at < 0) return
  if (rest.length === 0) value.splice(at, 1)
  else remove(value[at], rest)
}
