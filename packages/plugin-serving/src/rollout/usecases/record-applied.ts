import type {ChangeResult} from '@ome/sdk/plan'
import {fieldKeys} from '../../domain/field-edit.ts'
import type {HistoryStore} from '../domain/history-store.ts'
import {type Marks, marksOf, type Spec} from '../domain/revision.ts'
import {withEdits} from '../domain/spec-edits.ts'

/** Writes down what the changes made of services. Says so where that may not be. */
export async function recordApplied(
  history: HistoryStore,
  results: readonly ChangeResult[],
  {verb, now, note}: {readonly verb: string; readonly now: Date; readonly note: (text: string) => void},
): Promise<void> {
  const at = `${now.toISOString().slice(0, 19)}Z`
  const written = await Promise.all(
    results.map(async ({change, object, outcome}) => {
      if (object?.kind !== 'InferenceService' || outcome === 'failed' || outcome === 'restarted') return true
      const {name, namespace = '', uid = ''} = object.metadata
      const after: Spec = object['spec'] ?? {}
      const before = change.action === 'create' ? undefined : withoutEdits(after, change.fields ?? [])
      const marks = marksOf(object.metadata.annotations)
      const annotations = {before: marksBefore(marks, change.fields ?? []), after: marks}
      const cause = causeOf(verb, change)
      return await history.record({name, namespace, uid}, {before, after, annotations, at, cause})
    }),
  )
  if (written.includes(false)) note('this change is not in the history of rollouts: configmaps may not be written here')
}

function causeOf(verb: string, {fields = [], action}: ChangeResult['change']): string {
  const paths = fields.map(({path}) => path).filter((path) => path.startsWith('spec.'))
  if (action === 'create' || paths.length === 0) return verb
  const shown = paths.slice(0, 3).map((path) => path.replace(/^spec\./, ''))
  return `${verb} ${shown.join(', ')}${paths.length > shown.length ? ` and ${paths.length - shown.length} more` : ''}`
}

/** The annotations as they were before. */
function marksBefore(after: Marks, changed: NonNullable<ChangeResult['change']['fields']>): Marks {
  const before: Record<string, unknown> = {...after}
  for (const {path, from} of changed) {
    const [root, part, key] = fieldKeys(path)
    if (root === 'metadata' && part === 'annotations' && key !== undefined) before[key] = from
  }
  return marksOf(before)
}

/** The spec as it was before: every field that changed has its former value with it. */
const withoutEdits = (after: Spec, changed: NonNullable<ChangeResult['change']['fields']>): Spec =>
  withEdits(
    after,
    changed.map(({path, from}) => ({at: fieldKeys(path), to: from ?? null})).filter(({at}) => at[0] === 'spec'),
  )
