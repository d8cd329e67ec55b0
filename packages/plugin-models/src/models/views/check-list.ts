import {checkColumns, checkWord} from '@ome/inference-model/check-list'
import type {View} from '@ome/sdk/view'
import type {ModelCheck} from '../domain/checks.ts'

/** Checks of several models. */
export const modelCheckList: View<readonly ModelCheck[]> = {
  kind: 'ModelCheckList',
  columns: [{header: 'MODEL', value: ({model}) => model}, ...checkColumns],
  name: ({model, ...check}) => `check/${model}/${checkWord(check)}`,
  empty: 'there are no models to check',
}
