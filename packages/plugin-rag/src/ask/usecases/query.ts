import {OmeError} from '@ome/sdk/errors'
import {indexForReading} from '../../domain/choose-index.ts'
import type {EngineName} from '../../domain/engine-name.ts'
import type {ChatOptions, RagService, Usage} from '../../domain/rag-service.ts'
import {promptOf} from '../domain/prompt.ts'
import type {QueryResult} from '../domain/query-result.ts'

export interface Query extends ChatOptions {
  readonly engine: EngineName
  readonly question: string
  readonly index?: string | undefined
  /** So many passages, chosen here; without it the service chooses. */
  readonly topK?: number | undefined
  readonly retrieveOnly: boolean
}

/** Passages when nothing else is said; the service's own default. */
const usualPassages = 5

/** Asks an index. `onText` gets the answer, piece by piece where the service can stream it. */
export async function query(service: RagService, input: Query, onText: (text: string) => void): Promise<QueryResult> {
  const {engine, question, topK, retrieveOnly} = input
  if (question.trim() === '') throw new OmeError('usage', 'the question is empty')
  const index = indexForReading(input.index, await service.indexes(), engine)
  if (retrieveOnly) return {question, index, context: await service.retrieve(index, question, topK ?? usualPassages)}
  if (topK !== undefined) return await queryWith(service, {...input, index, topK}, onText)
  const {text: answer, context, usage} = await service.ask(index, question, input)
  onText(answer)
  return {question, index, answer, context, ...(usage && {usage})}
}

/** The service streams only without an index, so the passages are put before the question here. */
async function queryWith(
  service: RagService,
  {question, index, topK, ...options}: Query & {readonly index: string; readonly topK: number},
  onText: (text: string) => void,
): Promise<QueryResult> {
  const context = await service.retrieve(index, question, topK)
  let answer = ''
  let usage: Usage | undefined
  for await (const piece of service.stream(promptOf(question, context), options)) {
    answer += piece.text
    usage = piece.usage ?? usage
    if (piece.text !== '') onText(piece.text)
  }
  return {question, index, answer, context, ...(usage && {usage})}
}
