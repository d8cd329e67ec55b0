import type {SeenSet, SeenTemplate} from './observation.ts'
import type {PatchedField, Rollout} from './rollout.ts'

/** One operation of a JSON patch. */
export interface PatchOperation {
  readonly op: 'test' | 'add' | 'replace' | 'remove'
  readonly path: string
  readonly value?: unknown
}

export const rolloutAnnotation = 'ome.cli/rollout'

/** JSON pointer of a field inside the set; undefined when its clique is gone. */
export function pointerOf(template: SeenTemplate, {clique, path}: PatchedField): string | undefined {
  if (clique === undefined) return `/spec/template${path}`
  const index = template.cliques.findIndex(({name}) => name === clique)
  return index < 0 ? undefined : `/spec/template/cliques/${index}${path}`
}

/** What is at a JSON pointer; undefined where the path ends before. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root
  for (const token of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, token.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  return value
}

/** `there`: the field has the value it shall have; `before`: the one it had; else somebody changed it. */
export function stateOf(set: SeenSet, field: PatchedField, back: boolean): 'there' | 'before' | 'changed' {
  const pointer = pointerOf(set.template, field)
  if (pointer === undefined) return 'changed'
  const value = valueAt({spec: {template: set.template}}, pointer)
  if (isSame(value, back ? field.from : field.to)) return 'there'
  return isSame(value, back ? field.to : field.from) ? 'before' : 'changed'
}

/** Operations that give fields their new value, or with `back` their old one; each proves what it replaces. */
export function fieldOperations(
  set: SeenSet,
  fields: readonly PatchedField[],
  back: boolean,
): readonly PatchOperation[] {
  return fields.flatMap((field) => {
    const pointer = pointerOf(set.template, field)
    if (pointer === undefined || stateOf(set, field, back) === 'there') return []
    const now = valueAt({spec: {template: set.template}}, pointer)
    const value = back ? field.from : field.to
    const test: PatchOperation[] = now === undefined ? [] : [{op: 'test', path: pointer, value: now}]
    const name: PatchOperation[] =
      field.clique === undefined
        ? []
        : [{op: 'test', path: `${pointer.split('/').slice(0, 5).join('/')}/name`, value: field.clique}]
    if (value === undefined) return [...name, ...test, {op: 'remove', path: pointer}]
    return [...name, ...test, {op: now === undefined ? 'add' : 'replace', path: pointer, value}]
  })
}

/** Operations that take the set over: its strategy is put aside and the annotation says who holds it. */
export function takeOver(rollout: Rollout, set: SeenSet): readonly PatchOperation[] {
  const mark: PatchOperation[] =
    set.rolloutId === rollout.id
      ? []
      : [
          ...(set.hasAnnotations ? [] : [{op: 'add', path: '/metadata/annotations', value: {}} as const]),
          {op: 'add', path: annotationPath, value: rollout.id},
        ]
  if (rollout.before || isOnDelete(set.updateStrategy)) return mark
  const excluded = set.rollingUpdates.map(({path}): PatchOperation => ({op: 'remove', path}))
  return [...mark, ...excluded, {op: 'add', path: '/spec/updateStrategy', value: {type: 'OnDelete'}}]
}

/** Operations that give the set back as it was. */
export function giveBack(rollout: Rollout, set: SeenSet): readonly PatchOperation[] {
  const mark: PatchOperation[] = set.rolloutId === rollout.id ? [{op: 'remove', path: annotationPath}] : []
  const {updateStrategy, rollingUpdates = []} = rollout.original
  if (rollout.before || isSame(set.updateStrategy, updateStrategy)) return mark
  const strategy: PatchOperation =
    updateStrategy === undefined
      ? {op: 'remove', path: '/spec/updateStrategy'}
      : {op: 'replace', path: '/spec/updateStrategy', value: updateStrategy}
  return [...mark, strategy, ...rollingUpdates.map(({path, value}): PatchOperation => ({op: 'add', path, value}))]
}

/** A patch that only fits the set as it was seen; none for no operations. */
export const provenPatch = (set: SeenSet, operations: readonly PatchOperation[]): readonly PatchOperation[] =>
  operations.length === 0
    ? []
    : [{op: 'test', path: '/metadata/resourceVersion', value: set.resourceVersion}, ...operations]

const annotationPath = `/metadata/annotations/${rolloutAnnotation.replace('/', '~1')}`

export const isOnDelete = (strategy: unknown): boolean => valueAt(strategy, '/type') === 'OnDelete'

/** Equality of JSON values, whatever the order of their keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => isSame(Reflect.get(a, key), Reflect.get(b, key)))
}
