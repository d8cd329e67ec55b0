import type {View} from '@ome/sdk/view'
import type {HistoryRow} from '../domain/history.ts'

/** What a set ran before. */
export const history: View<readonly HistoryRow[]> = {
  kind: 'GroveRevisionList',
  columns: [
    {header: 'REVISION', value: ({revision}) => revision ?? '-', rank: 'keep'},
    {header: 'RECORDED', value: ({recordedAt}) => recordedAt?.replace(/\.\d+Z$/, 'Z')},
    {header: 'IMAGES', value: ({images}) => shortImages(images), rank: 2},
    {header: 'CAUSE', value: ({cause}) => cause ?? '<none>', rank: 1},
    {header: 'BY', value: ({by}) => by ?? '<unknown>'},
    {header: 'STATE', value: stateText, rank: 'keep', tone: ({state}) => (state === 'live' ? 'good' : undefined)},
  ],
  json: (row) => ({
    revision: row.revision ?? null,
    recordedAt: row.recordedAt ?? null,
    images: row.images,
    cause: row.cause ?? null,
    by: row.by ?? null,
    state: row.state,
    sameAs: row.sameAs ?? null,
  }),
  name: ({revision}) => `revision/${revision ?? 'unrecorded'}`,
  empty: 'no revisions are recorded',
}

function stateText({state, sameAs}: HistoryRow): string {
  return [...(state === 'recorded' ? [] : [state]), ...(sameAs === undefined ? [] : [`= ${sameAs}`])].join(' ')
}

/** One image where all roles have it, else an image for each. */
function shortImages(images: Readonly<Record<string, string>>): string {
  const all = Object.entries(images)
  const short = (image: string): string => image.split('/').at(-1) ?? image
  const [first] = all
  if (first && all.every(([, image]) => image === first[1])) return short(first[1])
  return all.map(([role, image]) => `${role} ${short(image)}`).join(', ')
}
