import type {Block, Page, Tone, View} from '@ome/sdk/view'
import type {Finding} from '../domain/finding.ts'

const tones: Readonly<Record<Finding['risk'], Tone | undefined>> = {
  none: 'muted',
  low: undefined,
  medium: 'warn',
  high: 'bad',
}

/** Five columns of words need room; on a narrower terminal half a finding would help nobody. */
const tableColumns = 140

export const findingBlocks = (findings: readonly Finding[], {room}: Pick<Page, 'room'>): readonly Block[] => {
  if (findings.length === 0) return [{type: 'text', text: nothing, tone: 'muted'}]
  return room === undefined || room >= tableColumns ? [tableOf(findings)] : findings.map(blockOf)
}

export const findingJson = ({rule, finding, evidence, change, effect, risk, adjustment}: Finding): unknown => ({
  rule,
  finding,
  evidence,
  change,
  effect,
  risk,
  applies: adjustment !== undefined,
})

const nothing = 'nothing to improve was found'

/** The findings alone. */
export const findingList: View<readonly Finding[]> = {
  kind: 'OptimizationList',
  blocks: findingBlocks,
  json: findingJson,
  name: ({rule}) => `finding/${rule}`,
  empty: nothing,
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
