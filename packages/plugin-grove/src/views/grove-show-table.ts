import type {View} from '@ome/sdk/view'
import type {GroveShow} from '../domain/grove-show.ts'

export const groveShowTable: View<readonly GroveShow[]> = {
  kind: 'GroveShowList',
  empty: 'no pods',
  columns: [
    {header: 'PHASE', value: ({phase}) => phase},
    {header: 'PODS', value: ({pods}) => pods, align: 'right'},
  ],
}
