import type {View} from '@ome/sdk/view'
import {foundJson, foundSource} from '../../domain/found-json.ts'
import type {Found} from '../../domain/rag-service.ts'

export interface Ranked {
  readonly rank: number
  readonly found: Found
}

export const ranked = (context: readonly Found[]): readonly Ranked[] =>
  context.map((found, index) => ({rank: index + 1, found}))

const mostCharacters = 160

/** Scores are those of the service: with FAISS partly a distance, so they order passages and mean nothing by themselves. */
export const contextList: View<readonly Ranked[]> = {
  kind: 'RagPassageList',
  columns: [
    {header: 'RANK', value: ({rank}) => rank, align: 'right'},
    {header: 'SCORE', value: ({found}) => found.score?.toFixed(3) ?? '<none>', align: 'right'},
    {header: 'SOURCE', value: ({found}) => foundSource(found)},
    {header: 'TEXT', value: ({found}) => brief(found.text), rank: 'keep'},
  ],
  json: ({rank, found}) => ({rank, ...foundJson(found)}),
  empty: 'no passages were found',
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters - 1)}…` : line
}
