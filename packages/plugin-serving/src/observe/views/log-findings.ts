import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {LogFinding} from '../domain/log-rules.ts'

export const logFindings: View<readonly LogFinding[]> = {
  kind: 'LogFindingList',
  name: ({rule}) => rule,
  columns: [
    {header: 'RULE', value: ({rule}) => rule, tone: ({level}) => (level === 'error' ? 'bad' : 'warn')},
    {header: 'COUNT', value: ({count}) => count, align: 'right', rank: 'keep'},
    {header: 'LAST', value: ({last}, {now}) => (last === undefined ? 'now' : age(last, now)), rank: 'keep'},
    {header: 'POD', value: ({pod}) => pod},
    {header: 'EXAMPLE', value: ({example}) => example},
    {header: 'FIX', value: ({fix}) => fix},
  ],
  json: ({last, ...finding}) => ({...finding, last: last ?? null}),
  empty: 'no rule finds anything',
}
