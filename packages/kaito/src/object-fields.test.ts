import assert from 'node:assert/strict'
import {unknownField} from './object-fields.ts'

describe('fields of objects of KAITO', () => {
  for (const [noun, path] of [
    ['workspace', 'inference.preset.presetOptions.modelAccessSecret'],
    ['workspace', 'inference.template.spec.containers'],
    ['workspace', 'tuning.input.urls'],
    ['workspace', 'metadata.annotations.anything'],
    ['inferenceset', 'spec.template.inference.config'],
    ['inferenceset', 'spec.updateStrategy.rollingUpdate.maxUnavailable'],
    ['ragengine', 'spec.storage.vectorDB.url'],
  ] as const)
    it(`${noun} has ${path}`, () => assert.equal(unknownField(noun, path.split('.')), undefined))

  for (const [noun, path, unknown, near] of [
    ['workspace', 'inference.confg', 'inference.confg', 'inference.config'],
    ['workspace', 'spec.inference', 'spec', undefined],
    ['workspace', 'inference.preset.nam.x', 'inference.preset.nam', 'inference.preset.name.x'],
    ['inferenceset', 'spec.replicas.x', 'spec.replicas.x', undefined],
    ['inferenceset', 'spec.bogus', 'spec.bogus', undefined],
    ['workspace', 'inference.constructor', 'inference.constructor', undefined],
    [
      'ragengine',
      'spec.inferenceService.contextWindow',
      'spec.inferenceService.contextWindow',
      'spec.inferenceService.contextWindowSize',
    ],
  ] as const)
    it(`${noun} has no ${path}`, () => {
      const found = unknownField(noun, path.split('.'))
      assert.equal(found?.path.join('.'), unknown)
      assert.equal(found?.near?.join('.'), near)
    })
})
