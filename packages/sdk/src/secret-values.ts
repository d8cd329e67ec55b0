import type {KubeObject} from './kube.ts'
import type {Change, FieldChange} from './plan.ts'

/** A key whose text is a secret by its name: `token`, `HF_TOKEN`, `dbPassword`, `api-key`. */
const named = /(?:^|[^a-z])(?:token|passw(?:or)?d|secret|credentials?|(?:api|access|private|secret)[_-]?key)$/i

/** What `kubectl apply` was given, as one text: it holds every value of the object once more. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

const isSecretKey = (key: string): boolean =>
  key === lastApplied || named.test(key.replaceAll(/([a-z])(?=[A-Z])/g, '$1_'))

const holdsSecrets = (kind: string | undefined, field: string | undefined): boolean =>
  kind?.toLowerCase() === 'secret' && (field === 'data' || field === 'stringData')

/**
 * Two states of an object with its secrets as `***`, with `(before)` and `(after)` where they differ: the values of a
 * Secret, and in all kinds those that stand under the name of a secret, also as a variable of the environment.
 */
export function hideSecrets(
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): readonly [KubeObject | undefined, KubeObject | undefined] {
  const shown = (object: KubeObject | undefined, other: KubeObject | undefined, word: Word): KubeObject | undefined =>
    object && {...object, ...masked(object, other, {word, kind: object.kind})}
  return [shown(before, after, 'before'), shown(after, before, 'after')]
}

/** The fields of a change with their secrets hidden as {@link hideSecrets} does. */
export function shownFields({object: {kind}, fields = []}: Pick<Change, 'object' | 'fields'>): readonly FieldChange[] {
  return fields.map(({path, from, to}) => {
    const keys = [...path.matchAll(/\["([^"]*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(([, ...parts]) => parts.join(''))
    const [last = '', owner = ''] = keys.reverse()
    const all = holdsSecrets(kind, keys.at(-1))
    const isSecret = all || isSecretKey(last) || (last === 'value' && isSecretKey(owner))
    const shown = (value: unknown, other: unknown, word: Word): unknown => hidden(value, other, {word, isSecret, all})
    return {path, from: shown(from, to, 'before'), to: shown(to, from, 'after')}
  })
}

/**
 * An object without the secrets that stand in it as text, and where they stood: for what is written into files. Taken
 * away are variables of the environment and values that stand under the name of a secret. A field that ends in `secret`
 * mostly names a Secret: outside of free `parameters` it stays.
 */
export function withoutSecrets(object: KubeObject): {readonly object: KubeObject; readonly left: readonly string[]} {
  const left: string[] = []
  const kept = {...object, ...withoutIn(object, '', false, left)}
  return {object: left.length === 0 ? object : kept, left}
}

function without(value: unknown, path: string, free: boolean, left: string[]): unknown {
  if (Array.isArray(value))
    return value.flatMap((item, at) => {
      const inside = `${path}[${nameOf(item) || at}]`
      if (!isSecretVariable(item)) return [without(item, inside, free, left)]
      left.push(inside)
      return []
    })
  return typeof value === 'object' && value !== null ? withoutIn(value, path, free, left) : value
}

function withoutIn(map: object, path: string, free: boolean, left: string[]): Record<string, unknown> {
  const entries = Object.entries(map).flatMap(([key, inner]) => {
    const inside = path === '' ? key : `${path}.${key}`
    if (!isSecretText(key, inner, free)) return [[key, without(inner, inside, free || key === 'parameters', left)]]
    left.push(inside)
    return []
  })
  return Object.fromEntries(entries)
}

/**
 * An object read from a file of {@link withoutSecrets}, with the secrets that stand as text in the live one and that it
 * has no word of: applied it takes none of them away. A Secret stays as the file has it.
 */
export function withSecretsOf(object: KubeObject, live: KubeObject): KubeObject {
  return object.kind === 'Secret' ? object : {...object, ...completedMap(object, live, false)}
}

function completed(value: unknown, live: unknown, free: boolean): unknown {
  if (Array.isArray(value)) return Array.isArray(live) ? completedList(value, live, free) : value
  return isMap(value) && isMap(live) ? completedMap(value, live, free) : value
}

function completedMap(map: object, live: object, free: boolean): Record<string, unknown> {
  const theirs: Readonly<Record<string, unknown>> = {...live}
  const kept = Object.entries(map).map(([key, inner]) => [
    key,
    completed(inner, theirs[key], free || key === 'parameters'),
  ])
  const missing = Object.entries(theirs).filter(
    ([key, inner]) => key !== lastApplied && !(key in map) && isSecretText(key, inner, free),
  )
  return Object.fromEntries([...kept, ...missing])
}

function completedList(items: readonly unknown[], live: readonly unknown[], free: boolean): readonly unknown[] {
  const twin = (item: unknown, others: readonly unknown[]): unknown =>
    nameOf(item) === '' ? undefined : others.find((other) => nameOf(other) === nameOf(item))
  const list = items.map((item, at) => completed(item, nameOf(item) === '' ? live[at] : twin(item, live), free))
  for (const [at, theirs] of live.entries())
    if (isSecretVariable(theirs) && !twin(theirs, items)) list.splice(at, 0, theirs)
  return list
}

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

const isSecretText = (key: string, value: unknown, free: boolean): boolean =>
  isSecretKey(key) && (free || !/secrets?$/i.test(key)) && typeof value === 'string' && value !== ''

const nameOf = (item: unknown): string =>
  typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string' ? item.name : ''

/** `{name: HF_TOKEN, value: …}`; one that takes its value from a Secret is none. */
const isSecretVariable = (item: unknown): boolean =>
  isSecretKey(nameOf(item)) &&
  typeof item === 'object' &&
  item !== null &&
  'value' in item &&
  typeof item.value === 'string' &&
  item.value !== ''

type Word = 'before' | 'after'

interface Hiding {
  readonly word: Word
  /** Set for the object itself, not for its parts. */
  readonly kind?: string
  readonly isSecret?: boolean
  /** Everything below is secret, too. */
  readonly all?: boolean
}

function hidden(value: unknown, other: unknown, hiding: Hiding): unknown {
  if (Array.isArray(value))
    return value.map((item, at) => hidden(item, Array.isArray(other) ? other[at] : undefined, hiding))
  if (typeof value === 'object' && value !== null) return masked(value, other, hiding)
  const isText = typeof value === 'string' && value !== ''
  if (!isText || !(hiding.isSecret || hiding.all)) return value
  return value === other ? '***' : `*** (${hiding.word})`
}

function masked(object: object, other: unknown, {word, kind, all = false}: Hiding): Record<string, unknown> {
  const others: Readonly<Record<string, unknown>> = typeof other === 'object' && other !== null ? {...other} : {}
  const owner = 'name' in object && typeof object.name === 'string' ? object.name : ''
  const entries = Object.entries(object).map(([key, value]) => {
    const isSecret = isSecretKey(key) || (key === 'value' && isSecretKey(owner))
    return [key, hidden(value, others[key], {word, isSecret, all: all || holdsSecrets(kind, key)})]
  })
  return Object.fromEntries(entries)
}
