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
  const [before, after] = [valueAt(from, path), valueAt(to, path)]
  if (isSame(before ?? {}, after ?? {}) || before === after) return []
  return [{path, ...(before === undefined ? {} : {from: before}), ...(after === undefined ? {} : {to: after})}]
}
