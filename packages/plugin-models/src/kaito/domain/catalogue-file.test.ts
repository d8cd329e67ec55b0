import assert from 'node:assert/strict'
import {kaitoModel} from '@ome/capacity/kaito-models'
import {differenceFrom, modelsIn} from './catalogue-file.ts'

const row = (more: object) => ({
  name: 'microsoft/phi-4',
  modelFileSize: '27.31Gi',
  modelTokenLimit: 16384,
  hiddenSize: 5120,
  numHiddenLayers: 40,
  numAttentionHeads: 40,
  numKeyValueHeads: 10,
  ...more,
})

const mla = row({
  name: 'deepseek-ai/DeepSeek-R1-0528',
  modelFileSize: '641.30Gi',
  modelTokenLimit: 163840,
  numHiddenLayers: 61,
  numAttentionHeads: 128,
  numKeyValueHeads: 128,
  kvLoraRank: 512,
  qkRopeHeadDim: 64,
  quantMethod: 'fp8',
  tokenizerMode: 'deepseek_v32',
})

describe('a catalogue file', () => {
  it('gives the models that the own table has', () =>
    assert.deepEqual(modelsIn({models: [row({}), mla]}, 'f'), [kaitoModel('phi-4'), kaitoModel('deepseek-r1-0528')]))
  it('gives others as far as it tells', () => {
    const models = modelsIn({models: [row({name: 'some/new-1b', headDim: 64, numKeyValueHeads: 1})]}, 'f')
    assert.deepEqual(
      [models[0]?.bytesPerToken, models[0]?.attention, models[0]?.transformersRuntime],
      [10240, 'MQA', false],
    )
    assert.match(
      differenceFrom(models),
      /^1 models; new beside those of this release: some\/new-1b; gone: microsoft\/phi-4, /,
    )
  })
  for (const [what, document] of [
    ['nothing', undefined],
    ['another list', {items: []}],
    ['a model without size', {models: [row({modelFileSize: 'large'})]}],
    ['a model without shape', {models: [row({numHiddenLayers: 0})]}],
  ] as const)
    it(`is refused with ${what}`, () => assert.throws(() => modelsIn(document, 'f'), {kind: 'usage'}))
})
