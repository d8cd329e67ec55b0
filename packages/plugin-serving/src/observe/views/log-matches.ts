import type {View} from '@ome/sdk/view'
import type {LogMatch} from '../domain/log-match.ts'

export const logMatches: View<readonly LogMatch[]> = {
  kind: 'LogMatchList',
  columns: [
    {header: 'TIME', value: ({at}) => at.replace(/\.\d+Z$/, 'Z'), tone: toneOf},
    {header: 'POD', value: ({pod}) => pod, tone: toneOf},
    {header: 'LINE', value: ({text}) => text.trim(), rank: 'keep', tone: toneOf},
  ],
  json: ({at, pod, text, isMatch}) => ({time: at, pod, line: text, match: isMatch}),
  empty: 'no line matches',
}

function toneOf({isMatch}: LogMatch) {
  return isMatch ? undefined : ('muted' as const)
}
