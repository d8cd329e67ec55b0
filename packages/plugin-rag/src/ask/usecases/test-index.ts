import {isOmeError} from '@ome/sdk/errors'
import {indexForReading} from '../../domain/choose-index.ts'
import type {EngineName} from '../../domain/engine-name.ts'
import {foundSource} from '../../domain/found-json.ts'
import type {RagService} from '../../domain/rag-service.ts'
import type {Question} from '../domain/question.ts'
import {rankOf, type ScoredQuestion, says} from '../domain/score.ts'

export interface TestInput {
  readonly engine: EngineName
  readonly index?: string | undefined
  readonly topK: number
  readonly retrieveOnly: boolean
  readonly questions: readonly Question[]
}

export interface TestedIndex {
  readonly index: string
  readonly rows: readonly ScoredQuestion[]
  /** Why no model was asked, where one was to be. */
  readonly silence?: string
}

/** So many questions in a row are not at fault themselves: the service is. */
const mostErrors = 3

/** Asks every question, one after the other, so that the times are those of one user. */
export async function testIndex(
  service: RagService,
  input: TestInput,
  {now, onProgress}: {readonly now: () => Date; readonly onProgress: (done: number, total: number) => void},
): Promise<TestedIndex> {
  const {questions, topK} = input
  const index = indexForReading(input.index, await service.indexes(), input.engine)
  const rows: ScoredQuestion[] = []
  let silence: string | undefined
  let errors = 0
  const test = async (question: Question): Promise<ScoredQuestion> => {
    const startedAt = now().getTime()
    const passages = await service.retrieve(index, question.question, topK)
    const retrievalMs = now().getTime() - startedAt
    const asks = !input.retrieveOnly && silence === undefined
    const answer = asks ? await answerTo(service, index, question.question) : undefined
    silence ??= answer?.silence
    const rank = rankOf(question, passages)
    return {
      ...question,
      ...(rank === undefined ? {} : {rank}),
      sources: passages.map(foundSource),
      retrievalMs,
      ...(answer?.text === undefined ? {} : judged(answer.text, question)),
    }
  }
  for (const question of questions) {
    try {
      rows.push(await test(question))
      errors = 0
    } catch (error) {
      if (!isOmeError(error) || error.kind !== 'failed' || ++errors === mostErrors) throw error
      rows.push({...question, sources: [], error: error.message})
    }
    onProgress(rows.length, questions.length)
  }
  return {index, rows, ...(silence === undefined ? {} : {silence})}
}

const judged = (answer: string, {expected}: Question): Pick<ScoredQuestion, 'answer' | 'answered'> =>
  expected === '' ? {answer} : {answer, answered: says(answer, expected)}

/** An engine without a model is tested all the same, by its passages. */
async function answerTo(
  service: RagService,
  index: string,
  question: string,
): Promise<{readonly text?: string; readonly silence?: string}> {
  try {
    return {text: (await service.ask(index, question, {})).text}
  } catch (error) {
    if (isOmeError(error) && error.kind === 'usage') return {silence: error.message}
    throw error
  }
}
