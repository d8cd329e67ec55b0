import type {View} from '@ome/sdk/view'
import type {HealthCheck} from '../domain/engine-status.ts'

export const healthList: View<readonly HealthCheck[]> = {
  kind: 'RagHealth',
  columns: [
    {header: 'CHECK', value: ({check}) => check},
    {
      header: 'RESULT',
      value: ({result}) => (result === 'yes' ? 'ok' : result === 'no' ? 'failed' : 'unknown'),
      tone: ({result}) => (result === 'yes' ? 'good' : result === 'no' ? 'bad' : 'muted'),
    },
    {header: 'DETAIL', value: ({detail}) => detail, rank: 'keep'},
  ],
  json: ({check, result, detail}) => ({
    check,
    result: result === 'yes' ? 'ok' : result === 'no' ? 'failed' : 'unknown',
    detail,
  }),
}
