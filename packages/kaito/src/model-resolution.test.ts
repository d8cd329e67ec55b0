import assert from 'node:assert/strict'
import {kaitoModels} from '@ome/capacity/kaito-models'
import {isOmeError} from '@ome/sdk/errors'
import {defaultName, resolveModel, shortNamesOf, tuningNameOf} from './model-resolution.ts'

describe('the model of a typed word', () => {
  it('is of the catalogue by id or alias, in any case', () => {
    for (const typed of ['phi-3.5-mini-instruct', 'PHI-3.5-Mini-Instruct', 'microsoft/phi-3.5-MINI-instruct'])
      assert.deepEqual(
        {...resolveModel(typed), model: undefined},
        {
          preset: 'phi-3.5-mini-instruct',
          id: 'microsoft/Phi-3.5-mini-instruct',
          model: undefined,
          notes: [],
        },
      )
  })
  it('names models without alias by their id', () => {
    for (const {id, alias} of kaitoModels()) assert.equal(resolveModel(id.toUpperCase()).preset, alias ?? id)
  })
  for (const [typed, preset] of [
    ['phi-3-mini', 'phi-3-mini-4k-instruct'],
    ['phi', 'phi-4-mini-instruct'],
    ['llama-3', 'llama-3.1-8b-instruct'],
    ['llama-3.3-70b', 'llama-3.3-70b-instruct'],
    ['mixtral', 'mistralai/Mixtral-8x7B-Instruct-v0.1'],
    ['falcon-7b', 'tiiuae/falcon-7b'],
    ['falcon-7b-instruct', 'tiiuae/falcon-7b-instruct'],
  ] as const)
    it(`${typed} is ${preset}, with a note`, () => {
      const {notes, ...found} = resolveModel(typed)
      assert.equal(found.preset, preset)
      assert.match(notes[0] ?? '', /is taken as/)
      assert.ok(shortNamesOf(preset).includes(typed))
    })
  it('may be any of the Hub, of unknown size', () => {
    const found = resolveModel('nobody/nothing-7b')
    assert.equal(found.model, undefined)
    assert.match(found.notes.join(), /not in KAITO's catalogue/)
  })
  for (const [word, near] of [
    ['lama-3', 'llama-3, llama-3.1-8b-instruct, llama-3.3-70b-instruct'],
    ['quen', 'qwen2.5-coder-7b-instruct, qwen2.5-coder-32b-instruct, qwen3-8b-awq'],
    ['phi-5', 'phi-4, phi-4-mini-instruct, phi-3-mini-4k-instruct'],
    ['gptoss', 'gpt-oss-20b, gpt-oss-120b'],
  ] as const)
    it(`of ${word} the nearest are told`, () =>
      assert.throws(
        () => resolveModel(word),
        (error) => isOmeError(error) && error.hints[0] === `the nearest: ${near}`,
      ))

  it('is refused with the nearest three', () => {
    assert.throws(
      () => resolveModel('phi-3.5-mini-instrct'),
      (error: {kind: string; hints: string[]}) => {
        assert.equal(error.kind, 'not-found')
        assert.match(error.hints[0] ?? '', /^the nearest: phi-3\.5-mini-instruct, [^,]+, [^,]+$/)
        return true
      },
    )
    assert.throws(() => resolveModel('toString'), {kind: 'not-found'})
    assert.throws(() => resolveModel('a/b/c'), {kind: 'not-found'})
  })
  it('gives objects their name', () => {
    assert.equal(defaultName(resolveModel('phi-3.5-mini-instruct')), 'phi-3-5-mini-instruct')
    assert.equal(defaultName(resolveModel('mixtral')), 'mixtral-8x7b-instruct-v0-1')
  })
  it('can be tuned, or is refused with the nine', () => {
    assert.equal(tuningNameOf(resolveModel('microsoft/phi-4')), 'phi-4')
    assert.throws(() => tuningNameOf(resolveModel('mistral-7b')), {kind: 'usage', message: /cannot tune mistral-7b/})
  })
})
