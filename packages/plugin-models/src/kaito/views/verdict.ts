import type {View} from '@ome/sdk/view'
import {isYes, type Verdict} from '../domain/verdict.ts'
import {priceNote, rowFace, sizingTable} from './sizing-rows.ts'

const tones = {ok: 'good', warn: 'warn', fail: 'bad'} as const

export const verdictView: View<Verdict> = {
  kind: 'KaitoModelVerdict',
  name: ({model}) => `model/${model.preset}`,
  blocks: (verdict) => [
    {
      type: 'fields',
      rows: [
        {label: 'Model', value: verdict.model.preset, tone: 'strong'},
        {label: 'Verdict', value: isYes(verdict) ? 'yes' : 'no', tone: isYes(verdict) ? 'good' : 'bad'},
      ],
    },
    {
      type: 'table',
      header: ['RULE', 'RESULT', 'DETAIL'],
      rows: verdict.rules.map(({rule, result, detail}) => [rule, result, detail]),
      tones: verdict.rules.map(({result}) => tones[result]),
    },
    ...(verdict.rows.length > 0
      ? [sizingTable(verdict.rows), {type: 'text' as const, text: priceNote(verdict.rows), tone: 'muted' as const}]
      : []),
  ],
  json: (verdict) => ({
    model: verdict.model.preset,
    verdict: isYes(verdict) ? 'yes' : 'no',
    rules: verdict.rules,
    placements: verdict.rows.map((row) => rowFace(row)),
  }),
}
