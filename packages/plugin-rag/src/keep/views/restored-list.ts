import type {View} from '@ome/sdk/view'
import type {RestoredIndex} from '../domain/restored.ts'

export const restoredList: View<readonly RestoredIndex[]> = {
  kind: 'RagRestoreList',
  columns: [
    {header: 'INDEX', value: ({name}) => name},
    {header: 'METHOD', value: ({method}) => method},
    {header: 'ADDED', value: ({added}) => added, align: 'right'},
    {header: 'UNCHANGED', value: ({unchanged}) => unchanged, align: 'right'},
  ],
  name: ({name}) => `index/${name}`,
  json: ({name, method, added, unchanged}) => ({index: name, method, added, unchanged}),
  empty: 'the backup has no indexes',
}
