import type {Tone, View} from '@ome/sdk/view'
import type {Check, CheckResult, ModelCheck} from '../domain/checks.ts'

const tones: Readonly<Record<CheckResult, Tone>> = {ok: 'good', warn: 'warn', fail: 'bad', skip: 'muted'}

const columns = [
  {header: 'CHECK', value: ({check}: Check) => check},
  {
    header: 'RESULT',
    rank: 'keep' as const,
    value: ({result}: Check) => result,
    tone: ({result}: Check) => tones[result],
  },
  {header: 'DETAIL', value: ({detail}: Check) => detail},
]

/** Checks of one thing. */
export const checkList: View<readonly Check[]> = {
  kind: 'CheckList',
  columns,
  name: ({check}) => `check/${check}`,
  empty: 'nothing to check',
}

/** Checks of several models. */
export const modelCheckList: View<readonly ModelCheck[]> = {
  kind: 'ModelCheckList',
  columns: [{header: 'MODEL', value: ({model}) => model}, ...columns],
  name: ({model, check}) => `check/${model}/${check}`,
  empty: 'there are no models to check',
}
