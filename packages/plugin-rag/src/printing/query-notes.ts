import {OmeError} from '@ome/sdk/errors'
import type {QueryResult} from '../ask/domain/query-result.ts'
import type {Score} from '../ask/domain/score.ts'

/** What a person has to know to judge the answer. */
export function queryNotes({answer, context}: QueryResult, topK: number | undefined): readonly string[] {
  if (answer === undefined) return []
  if (topK !== undefined)
    return ['the service takes no number of passages: they were fetched here and put before the question']
  if (context.length > 0) return []
  return ['no passage was near enough, the model answered without documents: --top-k 5 asks with the nearest ones']
}

/** Throws `unmet` for fewer hits than were asked for. */
export function demandHitRate({hits, questions, hitRate}: Score, least: number | undefined): void {
  if (least === undefined || hitRate >= least) return
  throw new OmeError('unmet', `${hits} of ${questions} questions were hit, fewer than the ${least} that was asked for`)
}
