import type {View} from '@ome/sdk/view'
import type {AdapterRow} from '../domain/adapter-list.ts'

export const adapterList: View<readonly AdapterRow[]> = {
  kind: 'AdapterList',
  name: ({name}) => `adapter/${name}`,
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'SOURCE', value: ({source}) => source},
    {header: 'STRENGTH', value: ({strength}) => strength},
    {
      header: 'SERVED',
      value: ({served}) => served ?? '<unknown>',
      tone: ({served}) => (served === 'no' ? 'bad' : served === undefined ? 'warn' : 'good'),
    },
  ],
  json: ({served, ...row}) => ({...row, served: served ?? null}),
  empty: 'it has no adapters',
}
