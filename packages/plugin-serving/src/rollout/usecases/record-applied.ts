import type {ChangeResult} from '@ome/sdk/plan'
import {fieldKeys} from '../../domain/field-edit.ts'
import type {HistoryStore} from '../domain/history-store.ts'
import type {Spec} from '../domain/revision.ts'
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
      return await history.record({name, namespace, uid}, {before, after, at, cause: causeOf(verb, change)})
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

/** The spec as it was before: every field that changed has its former value with it. */
const withoutEdits = (after: Spec, changed: NonNullable<ChangeResult['change']['fields']>): Spec =>
  withEdits(
    after,
    changed.map(({path, from}) => ({at: fieldKeys(path), to: from ?? null})).filter(({at}) => at[0] === 'spec'),
  )
