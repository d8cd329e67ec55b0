import assert from 'node:assert/strict'
import {toModel} from './model.ts'
import {isSameModel, modelFigures} from './model-figures.ts'

const model = (name: string, uri: string, more: object = {}) =>
  toModel({
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterBaseModel',
    metadata: {name},
    spec: {
      modelArchitecture: 'LlamaForCausalLM',
      modelParameterSize: '70B',
      modelFormat: {name: 'safetensors'},
      storage: {storageUri: uri},
      ...more,
    },
  })
const instruct = model('llama', 'hf://meta-llama/Llama-3.3-70B-Instruct')

describe('models that differ in their weights only', () => {
  for (const [uri, isSame] of [
    ['hf://RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic', true],
    ['hf://casperhansen/llama-3.3-70b-instruct-awq@main', true],
    ['hf://meta-llama/Llama-3.1-70B-Instruct', false],
    ['hf://deepseek-ai/DeepSeek-R1-Distill-Llama-70B', false],
    ['hf://meta-llama/Llama-3.3-70B', false],
  ] as const)
    it(uri, () => assert.equal(isSameModel(instruct, model('x', uri)), isSame))

  it('have one size', () => {
    const small = model('x', 'hf://meta-llama/Llama-3.3-70B-Instruct', {modelParameterSize: '8B'})
    assert.equal(isSameModel(instruct, small), false)
  })

  it('and without an id on the hub go by their own names', () => {
    assert.equal(isSameModel(model('team-llama', 'pvc://a/b'), model('team-llama-fp8', 'pvc://a/c')), true)
  })
})

describe('what is known of weights', () => {
  for (const [title, uri, more, type, isAssumed] of [
    ['the object', 'hf://a/b', {quantization: 'fbgemm_fp8'}, 'fp8', false],
    ['config.json', 'hf://a/b', {modelConfiguration: {torch_dtype: 'float16'}}, 'fp16', false],
    ['the name', 'hf://a/b-AWQ', {modelConfiguration: {torch_dtype: 'float16'}}, 'int4', false],
    ['nobody', 'hf://a/b', {}, 'bf16', true],
  ] as const)
    it(`is told by ${title}`, () => {
      const found = modelFigures(model('x', uri, more))
      assert.deepEqual([found?.weightType, found?.isTypeAssumed], [type, isAssumed])
    })

  it('is nothing without a size', () =>
    assert.equal(modelFigures(model('x', 'hf://a/b', {modelParameterSize: undefined})), undefined))
})
