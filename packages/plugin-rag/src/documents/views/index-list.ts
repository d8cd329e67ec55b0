import type {View} from '@ome/sdk/view'
import type {IndexSummary} from '../domain/index-summary.ts'

export const indexList: View<readonly IndexSummary[]> = {
  kind: 'RagIndexList',
  columns: [
    {header: 'NAME', value: ({index}) => index},
    {header: 'CHUNKS', value: ({chunks}) => chunks, align: 'right'},
  ],
  name: ({index}) => `index/${index}`,
  json: ({index, chunks}) => ({name: index, chunks}),
  empty: 'the engine has no index yet',
}
