import {OmeError} from '@ome/sdk/errors'
import type {QueryResult} from '../ask/domain/query-result.ts'
import type {Score, ScoredQuestion} from '../ask/domain/score.ts'
import {foundSource} from '../domain/found-json.ts'

const mostSources = 5

/** What a person has to know to judge the answer. `shows`: the passages stand below it. */
export function queryNotes(
  {answer, context}: QueryResult,
  {topK, shows}: {readonly topK: number | undefined; readonly shows: boolean},
): readonly string[] {
  if (answer === undefined) return []
  const sources = shows || context.length === 0 ? [] : [`the model was given passages of ${sourcesOf(context)}`]
  const empty = answer.trim() === '' ? ['the model answered nothing'] : sources
  if (topK !== undefined)
    return [...empty, 'the service takes no number of passages: they were fetched here and put before the question']
  if (context.length > 0) return empty
  return ['no passage was near enough, the model answered without documents: --top-k 5 asks with the nearest ones']
}

function sourcesOf(context: QueryResult['context']): string {
  const sources = [...new Set(context.map(foundSource))]
  const more = sources.length - mostSources
  return `${sources.slice(0, mostSources).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Throws `failed` where some questions could not be asked: the figures are not those of the index then. */
export function demandAnswers(rows: readonly ScoredQuestion[]): void {
  const unasked = rows.filter(({error}) => error !== undefined)
  const [first] = unasked
  if (!first) return
  const what = unasked.length === 1 ? '1 question' : `${unasked.length} questions`
  throw new OmeError('failed', `${what} could not be asked, and counted as missed: "${first.question}": ${first.error}`)
}

/** Throws `unmet` for fewer hits than were asked for. */
export function demandHitRate({hits, questions, hitRate}: Score, least: number | undefined): void {
  if (least === undefined || hitRate >= least) return
  throw new OmeError('unmet', `${hits} of ${questions} questions were hit, fewer than the ${least} that was asked for`)
}
