import type {View} from '@ome/sdk/view'
import type {Finding} from '../domain/finding.ts'

export const findingList: View<readonly Finding[]> = {
  kind: 'FindingList',
  columns: [
    {header: 'FILE', value: ({source}) => source},
    {header: 'OBJECT', rank: 2, value: ({object}) => object},
    {header: 'LEVEL', rank: 1, value: ({level}) => level, tone: ({level}) => (level === 'error' ? 'bad' : 'warn')},
    {header: 'RULE', rank: 3, value: ({rule}) => rule},
    {header: 'MESSAGE', rank: 'keep', value: ({message}) => message},
  ],
  empty: 'nothing to complain about',
}
