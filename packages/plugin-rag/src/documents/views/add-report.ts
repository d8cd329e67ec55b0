import type {View} from '@ome/sdk/view'
import type {AddReport} from '../domain/add-report.ts'

export const addReport: View<AddReport> = {
  kind: 'RagDocumentsAdded',
  columns: [
    {header: 'INDEX', value: ({index}) => index},
    {header: 'ADDED', value: ({added}) => added, align: 'right'},
    {header: 'UNCHANGED', value: ({unchanged}) => unchanged, align: 'right'},
    {header: 'REPLACED', value: ({replaced}) => replaced, align: 'right', wide: true},
    {header: 'SKIPPED', value: ({skipped}) => skipped.length, align: 'right'},
  ],
  json: ({skipped, ...report}) => ({...report, skipped: skipped.map(({path, reason}) => ({path, reason}))}),
}
