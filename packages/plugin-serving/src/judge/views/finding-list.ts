import type {Block, Tone, View} from '@ome/sdk/view'
import type {Finding} from '../domain/finding.ts'

const tones: Readonly<Record<Finding['risk'], Tone | undefined>> = {
  none: 'muted',
  low: undefined,
  medium: 'warn',
  high: 'bad',
}

/** Five columns of words need room; on a narrower terminal half a finding would help nobody. */
const tableColumns = 140

export const findingList: View<readonly Finding[]> = {
  kind: 'OptimizationList',
  blocks: (findings, {room}) =>
    room === undefined || room >= tableColumns ? [tableOf(findings)] : findings.map(blockOf),
  json: ({rule, finding, evidence, change, effect, risk, adjustment}) => ({
    rule,
    finding,
    evidence,
    change,
    effect,
    risk,
    applies: adjustment !== undefined,
  }),
  name: ({rule}) => `finding/${rule}`,
  empty: 'nothing to improve was found',
}

const tableOf = (findings: readonly Finding[]): Block => ({
  type: 'table',
  header: ['FINDING', 'EVIDENCE', 'CHANGE', 'EFFECT', 'RISK'],
  ranks: ['keep', 'keep', 'keep', 'keep', 'keep'],
  rows: findings.map(({finding, evidence, change, effect, risk}) => [finding, evidence, change, effect, risk]),
  tones: findings.map(({risk}) => tones[risk]),
})

const blockOf = ({finding, evidence, change, effect, risk}: Finding): Block => ({
  type: 'fields',
  rows: [
    {label: 'FINDING', value: finding},
    {label: 'EVIDENCE', value: evidence},
    {label: 'CHANGE', value: change},
    {label: 'EFFECT', value: effect},
    {label: 'RISK', value: risk, ...(tones[risk] && {tone: tones[risk]})},
  ],
})
