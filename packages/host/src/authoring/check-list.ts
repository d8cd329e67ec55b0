import type {View} from '@ome/sdk/view'
import type {Checked} from './contract-checks.ts'

export const checkList: View<readonly Checked[]> = {
  kind: 'PluginCheckList',
  columns: [
    {header: 'CHECK', value: ({check}) => check},
    {
      header: 'RESULT',
      value: ({faults}) => (faults.length === 0 ? 'ok' : 'fail'),
      tone: ({faults}) => (faults.length === 0 ? 'good' : 'bad'),
    },
    {header: 'DETAIL', value: ({faults, detail}) => (faults.length === 0 ? detail : faults.join('; '))},
  ],
  json: ({check, faults, detail}) => ({check, ok: faults.length === 0, faults, detail}),
  name: ({check}) => `check/${check}`,
}
