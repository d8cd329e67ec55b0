import assert from 'node:assert/strict'
import {completes, didYouMean, findByName, inNamespace, nounOf, objectName, pickByName, splitOperands} from './names.ts'

const named = (...names: readonly string[]) => names.map((name) => ({name}))

describe('findByName', () => {
  const stock = named(
    'llama-3-3-70b-instruct',
    'llama-3-3-70b-fp8',
    'llama-3-1-8b',
    'mistral-7b-instruct',
    'mistral-7b-chat',
  )

  it('prefers the exact name and says nothing', () => {
    assert.deepEqual(findByName('llama-3-1-8b', stock), {found: 'one', item: {name: 'llama-3-1-8b'}})
  })

  it('completes a short name and says so', () => {
    assert.deepEqual(findByName('llama-3-3-70b', stock), {
      found: 'one',
      item: {name: 'llama-3-3-70b-instruct'},
      note: '"llama-3-3-70b" is taken as "llama-3-3-70b-instruct"',
    })
  })

  it('never completes by a token that changes the model', () => {
    assert.deepEqual(findByName('llama-3-3', stock), {found: 'none'})
  })

  it('refuses to choose between several', () => {
    assert.equal(findByName('mistral-7b', stock).found, 'several')
  })
})

describe('pickByName', () => {
  it('names the choices', () => {
    assert.throws(() => pickByName('model', 'm', named('m-chat', 'm-instruct')), {
      kind: 'usage',
      message: 'model "m" is ambiguous: m-chat, m-instruct',
    })
  })

  it('asks for the scope when the name exists in both', () => {
    const both = [
      {name: 'm', scope: 'cluster' as const},
      {name: 'm', scope: 'namespace' as const},
    ]
    assert.throws(() => pickByName('model', 'm', both), {
      kind: 'usage',
      message: 'model "m" exists in the namespace and for the whole cluster',
    })
  })

  it('gives nothing for an unknown name', () => assert.equal(pickByName('model', 'x', named('y')), undefined))
})

describe('completes', () => {
  for (const [typed, existing, result] of [
    ['llama', 'llama-instruct', true],
    ['llama', 'llama-it-dynamic', true],
    ['Llama-3.3-70B', 'llama-3-3-70b-instruct', true],
    ['llama-fp8', 'llama-instruct-fp8', true],
    ['fp8-llama', 'llama-fp8', false],
    ['llama', 'llama-guard', false],
    ['llama-3', 'llama', false],
    ['', 'chat', false],
  ] as const)
    it(`${typed || '(empty)'} for ${existing}: ${result}`, () => assert.equal(completes(typed, existing), result))
})

describe('splitOperands', () => {
  for (const [words, word, expected] of [
    [['service', 'x'], undefined, {word: 'service', names: ['x']}],
    [['service/x'], undefined, {word: 'service', names: ['x']}],
    [['model/a', 'model/b'], undefined, {word: 'model', names: ['a', 'b']}],
    [['x'], 'service', {word: 'service', names: ['x']}],
    [['service', 'x'], 'service', {word: 'service', names: ['x']}],
    [['services'], undefined, {word: 'services', names: []}],
    [[], 'service', {names: []}],
  ] as const)
    it(`${words.join(' ') || '(nothing)'}`, () => assert.deepEqual(splitOperands(words, word), expected))

  for (const words of [['service/'], ['/x'], ['a/b/c'], ['service/x', 'model/y'], ['service/x', 'y']])
    it(`refuses ${words.join(' ')}`, () => assert.throws(() => splitOperands(words), {kind: 'usage'}))
})

describe('words for resources', () => {
  it('keeps our nouns apart from discovery words', () => {
    assert.equal(nounOf('services'), 'service')
    for (const word of ['svc', 'services.v1.', 'isvc', 'nodes', 'toString']) assert.equal(nounOf(word), undefined)
  })
})

describe('objectName', () => {
  for (const [id, name] of [
    ['meta-llama/Llama-3.3-70B-Instruct', 'llama-3-3-70b-instruct'],
    ['org/A__b..c', 'a-b-c'],
    ['gpt2', 'gpt2'],
    ['org/-x-', 'x'],
  ] as const)
    it(`${id} becomes ${name}`, () => assert.equal(objectName(id), name))
})

describe('didYouMean', () => {
  const names = ['llama-3-3-70b', 'mistral-7b']
  for (const [typed, hint] of [
    ['llama-3-3-70b-instruct', ['did you mean llama-3-3-70b?']],
    ['mistral-7', ['did you mean mistral-7b?']],
    ['qwen', []],
  ] as const)
    it(`${typed}: ${hint.join() || 'nothing'}`, () => assert.deepEqual(didYouMean(typed, names), hint))
})

describe('inNamespace', () => {
  it('is what finds an object again, and nothing for the whole cluster', () =>
    assert.deepEqual([inNamespace({namespace: 'team'}), inNamespace({})], [' -n team', '']))
})
