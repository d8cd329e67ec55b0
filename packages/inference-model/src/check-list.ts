import type {Column, Tone, View} from '@ome/sdk/view'
import type {Check, CheckResult} from './check.ts'

const tones: Readonly<Record<CheckResult, Tone>> = {ok: 'good', warn: 'warn', fail: 'bad', skip: 'muted'}

/** How checks are shown, also behind columns that say of what. */
export const checkColumns: readonly Column<Check>[] = [
  {header: 'CHECK', value: ({check}) => check},
  {header: 'RESULT', rank: 'keep', value: ({result}) => result, tone: ({result}) => tones[result]},
  {header: 'DETAIL', value: ({detail}) => detail},
]

/** `model-agents` for `model agents`: a check as part of a name. */
export const checkWord = ({check}: Check): string => check.toLowerCase().replaceAll(' ', '-')

/** Checks of one thing. */
export const checkList: View<readonly Check[]> = {
  kind: 'CheckList',
  columns: checkColumns,
  name: (check) => `check/${checkWord(check)}`,
}
