import type {View} from '@ome/sdk/view'
import type {CheckedSet} from '../domain/plan-difference.ts'

/** What a file makes beside what its plan says. */
export const checkedSets: View<readonly CheckedSet[]> = {
  kind: 'GrovePlanCheckList',
  blocks: (all) =>
    all.map(({set, plan, rows}) => ({
      type: 'table',
      title: `${set} in the file, and the plan ${plan}`,
      header: ['FIELD', 'PLAN', 'FILE', 'VERDICT'],
      rows: rows.map(({field, from, to, verdict}) => [field, from, to, verdict]),
      tones: rows.map(({verdict}) => (verdict === 'ok' ? 'good' : 'warn')),
      ranks: ['keep', 'keep', 'keep', 'keep'],
    })),
  json: (one) => one,
}
