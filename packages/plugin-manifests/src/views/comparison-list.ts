import {diffObjects} from '@ome/sdk/object-diff'
import type {View} from '@ome/sdk/view'
import type {Comparison} from '../domain/comparison.ts'

/** The comparisons that differ, as data. People read the unified text of {@link unified}. */
export const differenceList: View<readonly Comparison[]> = {
  kind: 'DifferenceList',
  json: ({kind, name, namespace, source, state, fields}) => ({
    object: {kind, name, namespace: namespace ?? null},
    source,
    state,
    // Values of Secrets are nobody's business in a log.
    fields: kind === 'Secret' ? fields.map(({path}) => ({path})) : fields,
  }),
  name: ({kind, name}) => `${kind.toLowerCase()}/${name}`,
}

/** Unified diffs of live objects and what a manifest would make of them. */
export const unified = (comparisons: readonly Comparison[]): readonly string[] =>
  comparisons.flatMap(({kind, name, live, planned}) => diffObjects(`${kind.toLowerCase()}/${name}`, live, planned))
