import assert from 'node:assert/strict'
import {questionsIn} from './question.ts'
import {rankOf, type ScoredQuestion, says, scoreOf} from './score.ts'

const passage = (text: string, source: string, id?: string) => ({
  docId: `digest-of-${source}`,
  text,
  score: 1,
  metadata: {source, ...(id && {id})},
})
const passages = [passage('Pods wait.', 'a.md'), passage('The  Quota is\nfour.', 'b.md', 'doc-1')]

describe('the questions of a file', () => {
  it('are read in any order of columns', () =>
    assert.deepEqual(questionsIn('\ufeffdoc_id,Question,expected\nx,"why, then?",y\n,b,c', 'q.csv'), [
      {question: 'why, then?', expected: 'y', docId: 'x'},
      {question: 'b', expected: 'c'},
    ]))

  for (const [what, text, reason] of [
    ['no header', 'What?,four', /no column "question"/],
    ['semicolons', 'question;expected\na;b', /between semicolons/],
    ['nothing to expect', 'question\nWhat?', /no column "expected"/],
    ['no rows', 'question,expected\n', /no questions/],
    ['an open quote', 'question,expected\n"a', /quote/],
    ['a row without question', 'question,expected\n,b', /line 2 has no question/],
    ['a comma without quotes', 'question,expected\na,b,c', /line 2 has more cells/],
  ] as const) {
    it(`are refused with ${what}`, () =>
      assert.throws(() => questionsIn(text, 'q.csv'), {kind: 'usage', message: reason}))
  }
})

describe('a question', () => {
  for (const [what, question, rank] of [
    ['text, whatever its case and breaks', {question: 'q', expected: 'the quota is four'}, 2],
    ['source', {question: 'q', expected: 'a.md'}, 1],
    ['id of the document', {question: 'q', expected: '', docId: 'doc-1'}, 2],
    ['digest of the document', {question: 'q', expected: 'nothing', docId: 'digest-of-a.md'}, 1],
    ['nothing that is there', {question: 'q', expected: 'football'}, undefined],
  ] as const) {
    it(`is hit by ${what}`, () => assert.equal(rankOf(question, passages), rank))
  }

  it('counts once, with times at their shares', () => {
    const row = (rank: number | undefined, retrievalMs: number): ScoredQuestion => ({
      question: 'q',
      expected: 'e',
      sources: [],
      retrievalMs,
      answered: rank === 1,
      ...(rank === undefined ? {} : {rank}),
    })
    const score = scoreOf([row(1, 10), row(2, 20), row(undefined, 300), row(undefined, 40)], {
      engine: 'e',
      index: 'i',
      topK: 5,
    })

    assert.deepEqual(score, {
      engine: 'e',
      index: 'i',
      topK: 5,
      questions: 4,
      hits: 2,
      hitRate: 0.5,
      meanReciprocalRank: 0.375,
      answered: 1,
      p50Ms: 20,
      p95Ms: 300,
    })
    assert.ok(says('Nine  PRESETS', 'nine presets'))
  })
})
