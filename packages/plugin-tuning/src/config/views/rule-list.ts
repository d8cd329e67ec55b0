import type {Check} from '@ome/inference-model/check'
import {checkColumns, checkWord} from '@ome/inference-model/check-list'
import type {View} from '@ome/sdk/view'

export const ruleList: View<readonly Check[]> = {
  kind: 'KaitoConfigCheckList',
  columns: checkColumns.map((column) => (column.header === 'CHECK' ? {...column, header: 'RULE'} : column)),
  json: ({check, result, detail}) => ({rule: check, result, detail}),
  name: (check) => `rule/${checkWord(check)}`,
}
