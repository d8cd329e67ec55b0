import assert from 'node:assert/strict'
import {answer} from './prose.ts'

const said = (prompt: string): string => answer(prompt, 0).join('')

/** @feature Traffic: answers made from the prompt | works */
describe('answers of an engine', () => {
  it('a context comes back as its first sentence', () => {
    const prompt =
      'Context information is below.\n-----\nsource: a.md\n\n# Title\nKAITO is an operator. It does more.\n-----\nQuery: What?\nAnswer:'
    assert.equal(said(prompt), 'KAITO is an operator.')
    assert.equal(said('Use this context:\n[1] Cats sleep. Dogs run.\n\nQuestion: who sleeps?'), 'Cats sleep.')
  })

  it('without one, the answer speaks of the prompt', () => {
    assert.match(said('What is the context window of mistral?'), /mistral|context|window/)
    assert.equal(said('what is 17 + 25?'), '17 + 25 = 42.')
  })
})
