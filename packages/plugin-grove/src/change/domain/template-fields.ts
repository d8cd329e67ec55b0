import type {SetTemplate} from '../../domain/grove-objects.ts'
import type {PatchedField} from '../../driver/domain/rollout.ts'
import {isSame, valueAt} from '../../driver/domain/template-patch.ts'

/** The template after fields were changed. */
export function withFields(template: SetTemplate, fields: readonly PatchedField[]): SetTemplate {
  const next = structuredClone(template)
  for (const {clique, path, to} of fields) {
    const root = clique === undefined ? next : next.cliques.find(({name}) => name === clique)
    if (root) put(root, path.split('/').slice(1), to)
  }
  return next
}

function put(root: object, tokens: readonly string[], value: unknown): void {
  const [first = '', ...rest] = tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (rest.length > 0) {
    const next: unknown = Reflect.get(root, first)
    if (typeof next === 'object' && next !== null) put(next, tokens.slice(1), value)
  } else if (value === undefined) Reflect.deleteProperty(root, first)
  else Reflect.set(root, first, value)
}

const ofClique = ['/labels', '/annotations', '/spec/podSpec']
const ofTemplate = ['/priorityClassName']

/** The fields that make pods of one template differ from those of another, clique by clique. */
export function fieldsBetween(from: SetTemplate, to: SetTemplate): readonly PatchedField[] {
  const whole = ofTemplate.flatMap((path) => difference(from, to, path))
  const each = from.cliques.flatMap((clique) => {
    const other = to.cliques.find(({name}) => name === clique.name)
    if (!other) return []
    return ofClique.flatMap((path) => difference(clique, other, path).map((field) => ({clique: clique.name, ...field})))
  })
  return [...each, ...whole]
}

function difference(from: object, to: object, path: string): readonly PatchedField[] {
  return between(valueAt(from, path), valueAt(to, path), path)
}

/** The smallest parts that differ: a field, an entry of lists that are equally long, else the whole. */
function between(before: unknown, after: unknown, path: string): readonly PatchedField[] {
  if (isSame(before, after) || (isEmpty(before) && isEmpty(after))) return []
  if (isRecord(before) && isRecord(after) && isAligned(before, after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => between(Reflect.get(before, key), Reflect.get(after, key), `${path}/${escaped(key)}`))
  }
  return [{path, ...(before === undefined ? {} : {from: before}), ...(after === undefined ? {} : {to: after})}]
}

const isAligned = (before: object, after: object): boolean =>
  Array.isArray(before) ? Array.isArray(after) && before.length === after.length : !Array.isArray(after)

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null

const isEmpty = (value: unknown): boolean => value === undefined || (isRecord(value) && Object.keys(value).length === 0)

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
