import type {View} from '@ome/sdk/view'
import type {RevisionDifference} from '../domain/revision-difference.ts'

export interface ShownDifference extends RevisionDifference {
  /** Lines of the unified difference; a person gets them below. */
  readonly lines: readonly string[]
}

export const revisionDifference: View<ShownDifference> = {
  kind: 'GroveRevisionDifference',
  blocks: ({from, to, lines}) => [
    {type: 'text', text: `${from.title} → ${to.title}${lines.length === 0 ? ': no difference' : ''}`},
    {
      type: 'table',
      header: ['ROLE', from.title.toUpperCase(), to.title.toUpperCase()],
      rows: [...new Set([...Object.keys(from.images), ...Object.keys(to.images)])].map((role) => [
        role,
        from.images[role] ?? '<none>',
        to.images[role] ?? '<none>',
      ]),
    },
  ],
  json: ({set, from, to, lines}) => ({
    name: set,
    from: {revision: from.revision ?? null, images: from.images},
    to: {revision: to.revision ?? null, images: to.images},
    diff: lines,
  }),
}
