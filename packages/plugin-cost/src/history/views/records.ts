import {rateText} from '@ome/pricing/quote'
import type {View} from '@ome/sdk/view'
import {unknownPrice} from '../../domain/money.ts'
import type {LedgerRecord} from '../domain/ledger.ts'

export const recordList: View<readonly LedgerRecord[]> = {
  kind: 'CostRecordList',
  columns: [
    {header: 'OBJECT', value: ({object}) => object, rank: 'keep'},
    {header: 'NODES', value: ({nodes}) => Number(nodes.toFixed(3)), align: 'right'},
    {
      header: 'USD/H',
      value: ({usdPerHour}) => (usdPerHour === undefined ? unknownPrice : rateText(usdPerHour)),
      align: 'right',
    },
  ],
  json: ({atMs, namespace, object, nodes, usdPerHour}) => ({
    at: new Date(atMs).toISOString(),
    namespace,
    object,
    nodes,
    usdPerHour: usdPerHour ?? null,
  }),
  name: ({object}) => object,
  empty: 'nothing runs that costs something',
}
