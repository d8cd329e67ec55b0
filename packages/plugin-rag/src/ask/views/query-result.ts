import type {View} from '@ome/sdk/view'
import {foundJson} from '../../domain/found-json.ts'
import type {QueryResult} from '../domain/query-result.ts'

/** For programs; people read the answer as it comes and the passages as a list. */
export const queryResult: View<QueryResult> = {
  kind: 'RagAnswer',
  json: ({context, answer, usage, question, index}) => ({
    question,
    index,
    answer: answer ?? null,
    context: context.map(foundJson),
    usage: usage ?? null,
  }),
}
