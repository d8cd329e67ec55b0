import type {View} from '@ome/sdk/view'
import type {Difference} from '../domain/difference.ts'

/** Two models side by side; what is the same is left out unless all is wanted. */
export const modelDifference = ({all}: {readonly all: boolean}): View<Difference> => ({
  kind: 'ModelDifference',
  blocks: ({left, right, rows}) => {
    const shown = rows.filter(({same}) => all || !same)
    const alike = rows.length - shown.length
    if (shown.length === 0) return [{type: 'text', text: `${left} and ${right} are alike in all that is known`}]
    return [
      {
        type: 'table',
        header: ['FIELD', left, right],
        ranks: ['keep', 'keep', 'keep'],
        rows: shown.map((row) => [row.field, row.left ?? '-', row.right ?? '-']),
        tones: shown.map(({same}) => (same ? 'muted' : undefined)),
      },
      ...(alike > 0 ? [{type: 'text' as const, text: `alike: ${alike} more (--all)`, tone: 'muted' as const}] : []),
    ]
  },
})
