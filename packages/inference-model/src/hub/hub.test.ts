import assert from 'node:assert/strict'
import fc from 'fast-check'
import {isHubId, matchesPattern, organisationOf, parseHubId, vendorOf} from './hub.ts'

describe('parseHubId', () => {
  it('takes ids with and without a revision', () => {
    assert.deepEqual(parseHubId('Qwen/Qwen3-8B'), {id: 'Qwen/Qwen3-8B'})
    assert.deepEqual(parseHubId('Qwen/Qwen3-8B@v1.0'), {id: 'Qwen/Qwen3-8B', revision: 'v1.0'})
  })

  for (const text of [
    '',
    'llama',
    'a/b/c',
    '/x',
    'x/',
    'a/b@',
    'a/b@c@d',
    'a b/c',
    '../etc',
    'a/..',
    'a/b@../x',
    'https://hub/a/b',
  ])
    it(`refuses ${text || '(empty)'}`, () => assert.throws(() => parseHubId(text), {kind: 'usage'}))

  it('refuses everything that could change the address of a request', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isHubId(text))
          assert.equal(new URL(`https://hub.example/api/models/${text}`).pathname, `/api/models/${text}`)
      }),
    )
  })
})

describe('vendors', () => {
  it('are words for organisations, in both directions', () => {
    assert.equal(organisationOf('Meta'), 'meta-llama')
    assert.equal(organisationOf('my-org'), 'my-org')
    assert.equal(organisationOf('constructor'), 'constructor')
    assert.equal(vendorOf('meta-llama/Llama-3.1-8B'), 'meta')
    assert.equal(vendorOf('Qwen/Qwen3-8B'), 'qwen')
    assert.equal(vendorOf('my-org/x'), 'my-org')
  })
})

describe('matchesPattern', () => {
  for (const [id, pattern, matches] of [
    ['meta-llama/Llama-3.1-8B', 'Llama-3*', true],
    ['meta-llama/Llama-3.1-8B', 'llama-3*', true],
    ['meta-llama/Llama-2-7b', 'Llama-3*', false],
    ['meta-llama/Llama-3.1-8B', '*8B', true],
    ['meta-llama/Llama-3.1-8B', '*3?1*', true],
    ['meta-llama/Llama-3.1-8B', 'meta-llama/*', true],
    ['meta-llama/Llama-3.1-8B', '*', true],
    ['meta-llama/Llama-3.1-8B', 'Llama-3.1', false],
    ['a/xaab', '*a*b', true],
    ['a/b', '', false],
  ] as const)
    it(`${id} ${matches ? 'matches' : 'does not match'} "${pattern}"`, () =>
      assert.equal(matchesPattern(id, pattern), matches))

  it('answers at once for patterns with many stars', () => {
    assert.equal(matchesPattern(`o/${'a'.repeat(200)}`, `${'*a'.repeat(60)}b`), false)
  })
})
