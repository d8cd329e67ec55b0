import assert from 'node:assert/strict'
import {matches} from './pattern.ts'

describe('matches', () => {
  for (const [pattern, text, expected] of [
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['', '', true],
    ['*', '', true],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['ab*ba', 'aba', false],
    ['a*bc*c', 'abc', false],
    ['a.c', 'abc', false],
  ] as const)
    it(`"${pattern}" and "${text}": ${expected}`, () => assert.equal(matches(pattern, text), expected))

  it('takes no longer for a pattern of many stars', () => {
    assert.equal(matches(`${'a*'.repeat(2000)}b`, 'a'.repeat(20_000)), false)
  })
})
