import type {View} from '@ome/sdk/view'
import type {Saving} from '../domain/saving.ts'
import {perMonth} from './money.ts'

export const savingList: View<readonly Saving[]> = {
  kind: 'SavingList',
  empty: 'every GPU is in use',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'SERVICE', value: ({service}) => service, rank: 'keep'},
    {header: 'GPUS', value: ({gpus}) => gpus, align: 'right'},
    {header: 'NEEDED', value: ({needed}) => needed, align: 'right'},
    {header: 'SAVING', value: ({usdPerMonth}) => perMonth(usdPerMonth), align: 'right'},
    {header: 'SOURCE', value: ({reason, source}) => `${reason}: ${source}`},
  ],
  name: ({service}) => `service/${service}`,
}
