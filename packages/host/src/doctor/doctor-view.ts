import type {Tone, View} from '@ome/sdk/view'
import type {Finding, Health} from './finding.ts'

const tones: Readonly<Record<Health, Tone>> = {ok: 'good', warn: 'warn', fail: 'bad'}

export const findingList: View<readonly Finding[]> = {
  kind: 'FindingList',
  columns: [
    {header: 'STATUS', value: ({status}) => status, tone: ({status}) => tones[status]},
    {header: 'CHECK', value: ({check}) => check, rank: 'keep'},
    {
      header: 'FINDING',
      value: ({message, done}) => (done === undefined ? message : `${message}: ${done}`),
      rank: 'keep',
    },
    {header: 'FIX', value: ({fix, status}) => (status === 'ok' ? undefined : fix), wide: true},
  ],
  json: ({check, status, message, fix, done}) => ({
    check,
    status,
    message,
    ...(fix === undefined ? {} : {fix}),
    ...(done === undefined ? {} : {done}),
  }),
  name: ({check}) => `check/${check}`,
}

/** What is to be done, a line per finding that is not well. */
export const fixLines = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({check, status, fix}) => (status === 'ok' || fix === undefined ? [] : [`${check}: ${fix}`]))
