import type {Tone, View} from '@ome/sdk/view'
import type {Check} from '../domain/health.ts'

const tones: Readonly<Record<Check['result'], Tone>> = {ok: 'good', warn: 'warn', fail: 'bad', skip: 'muted'}

export const checkList: View<readonly Check[]> = {
  kind: 'CheckList',
  columns: [
    {header: 'CHECK', value: ({check}) => check},
    {header: 'RESULT', rank: 'keep', value: ({result}) => result, tone: ({result}) => tones[result]},
    {header: 'DETAIL', value: ({detail}) => detail},
  ],
  name: ({check}) => `check/${check.toLowerCase().replaceAll(' ', '-')}`,
}
