import assert from 'node:assert/strict'
import {goRegexp, regexpProblem} from './go-regexp.ts'

const endless = `${'a'.repeat(100_000)}x`

/** @feature API: regular expressions of definitions, rules and queries in Go's syntax, in linear time | works */
describe('regular expressions in the syntax of Go', () => {
  it('finds what Go finds', () => {
    assert.equal(goRegexp('(?i)^ab\\z').test('AB'), true)
    assert.equal(goRegexp('[[:digit:]]+').test('a1'), true)
    assert.equal(goRegexp('a.b').test('a\nb'), false)
    assert.equal(goRegexp('a.b', {dotAll: true}).test('a\nb'), true)
    assert.deepEqual(goRegexp('(?P<first>\\w+) (x)?').exec('some words'), {
      groups: ['some ', 'some', undefined],
      named: {first: 'some'},
    })
    assert.equal(goRegexp('b').exec('a'), undefined)
    assert.deepEqual(goRegexp('\\d').findAll('a1b2c3', 2), ['1', '2'])
    assert.deepEqual(goRegexp('x*').findAll('axx'), ['', 'xx'])
    assert.deepEqual(goRegexp('a|ab', {longest: true}).findAll('ab'), ['ab'])
  })

  it('replaces one match or all', () => {
    const swap = (groups: readonly (string | undefined)[]) => `${groups[2]}${groups[1]}`
    assert.equal(goRegexp('(a)(b)').replace('abab', swap), 'baab')
    assert.equal(goRegexp('(a)(b)').replace('abab', swap, {all: true}), 'baba')
  })

  for (const [source, problem] of [
    ['(', 'missing closing ): `(`'],
    ['+', 'missing argument to repetition operator: `+`'],
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['a\\1', 'invalid escape sequence: `\\1`'],
  ] as const)
    it(`refuses ${source}`, () => assert.equal(regexpProblem(source), `error parsing regexp: ${problem}`))

  for (const source of ['(a+)+$', '(a|aa)+$', '(.*)*y'])
    it(`is soon through with ${source}`, () => assert.equal(goRegexp(source).test(endless), false))

  it('gives up finding all matches when each looks through the rest of a long text', () => {
    assert.throws(() => goRegexp('a*b|a').findAll('a'.repeat(100_000)), /takes too long/)
  })
})
