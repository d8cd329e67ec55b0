import {shownFields} from '@ome/sdk/secret-values'
import type {View} from '@ome/sdk/view'
import type {Comparison} from '../domain/comparison.ts'

/** The comparisons that differ, as data. People read a unified diff. */
export const differenceList: View<readonly Comparison[]> = {
  kind: 'DifferenceList',
  json: ({kind, name, namespace, source, state, fields}) => ({
    object: {kind, name, namespace: namespace ?? null},
    source,
    state,
    fields: shownFields({object: {kind, name}, fields}),
  }),
  name: ({kind, name}) => `${kind.toLowerCase()}/${name}`,
}
