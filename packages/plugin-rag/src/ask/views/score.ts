import type {View} from '@ome/sdk/view'
import type {Score, ScoredQuestion} from '../domain/score.ts'

export interface Tested {
  readonly score: Score
  readonly rows: readonly ScoredQuestion[]
}

export const testReport: View<Tested> = {
  kind: 'RagTest',
  columns: [
    {header: 'QUESTIONS', value: ({score}) => score.questions, align: 'right'},
    {header: 'HITS', value: ({score}) => score.hits, align: 'right'},
    {header: 'HIT-RATE', value: ({score}) => `${Math.round(score.hitRate * 100)}%`, align: 'right'},
    {header: 'ANSWERED', value: ({score}) => score.answered ?? '<none>', align: 'right'},
    {header: 'P50', value: ({score}) => `${score.p50Ms} ms`, align: 'right'},
    {header: 'P95', value: ({score}) => `${score.p95Ms} ms`, align: 'right'},
  ],
  json: ({score, rows}) => ({summary: score, rows: rows.map(rowJson)}),
}

const rowJson = ({question, expected, docId, rank, sources, retrievalMs, answer, answered, error}: ScoredQuestion) => ({
  question,
  expected,
  docId: docId ?? null,
  hit: rank !== undefined,
  rank: rank ?? null,
  sources,
  retrievalMs: retrievalMs ?? null,
  answer: answer ?? null,
  answered: answered ?? null,
  error: error ?? null,
})
