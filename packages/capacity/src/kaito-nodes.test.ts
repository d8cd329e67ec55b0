import assert from 'node:assert/strict'
import {kaitoInstance, kaitoInstances} from './kaito-instances.ts'
import {kaitoModel, kaitoModels, servedNameOf, tunableModels} from './kaito-models.ts'
import {estimateNodes, longestContext, parallelismOf} from './kaito-nodes.ts'

const azure = [
  'Standard_NV36ads_A10_v5',
  'Standard_NC24ads_A100_v4',
  'Standard_NC48ads_A100_v4',
  'Standard_NC96ads_A100_v4',
  'Standard_ND96isr_H100_v5',
  'Standard_ND96isr_H200_v5',
]

describe("KAITO's catalogue", () => {
  it('has sixty models, nine of which can be tuned', () => {
    assert.equal(kaitoModels().length, 60)
    assert.equal(kaitoModels().filter(({tuningName}) => tuningName !== undefined).length, 9)
    assert.equal(tunableModels().length, 9)
  })

  it('finds a model by id or alias in any case', () => {
    assert.equal(kaitoModel('Phi-4-Mini-Instruct')?.id, 'microsoft/Phi-4-mini-instruct')
    assert.equal(kaitoModel('openai/GPT-OSS-20B')?.quantization, 'mxfp4')
    assert.equal(kaitoModel('phi-3-mini'), undefined)
  })

  it('knows what only the Hub has, and says so', () => {
    assert.equal(kaitoModel('tiiuae/falcon-7b')?.isInCatalogue, false)
  })

  it('limits of the start follow the weights', () => {
    assert.equal(kaitoModel('llama-3.3-70b-instruct')?.readinessMinutes, 54)
    assert.equal(kaitoModel('phi-4')?.readinessMinutes, 30)
    assert.equal(kaitoModel('deepseek-r1-0528')?.readinessMinutes, 180)
  })

  it('a served name is the last part of the id in lower case', () => {
    assert.equal(servedNameOf('google/gemma-3-4b-it'), 'gemma-3-4b-it')
    assert.equal(servedNameOf('Qwen3'), 'qwen3')
  })

  it('instance types are found in any case, within their cloud', () => {
    assert.equal(kaitoInstance('azure', 'standard_nc24ads_a100_v4')?.totalMemoryGiB, 80)
    assert.equal(kaitoInstance('aws', 'Standard_NC24ads_A100_v4'), undefined)
    assert.equal(kaitoInstance('azure', 'Standard_NC6s_v3'), undefined)
    assert.deepEqual(
      ['azure', 'aws', 'arc'].map((cloud) => kaitoInstances(cloud).length),
      [14, 35, 8],
    )
  })
})

describe('nodes for a model', () => {
  const nodesOf = (name: string): (number | undefined)[] => {
    const model = kaitoModel(name)
    assert.ok(model)
    return azure.map((type) => {
      const instance = kaitoInstance('azure', type)
      assert.ok(instance)
      return estimateNodes(model, instance)?.nodes
    })
  }

  for (const [name, expected] of [
    ['phi-4', [2, 1, 1, 1, 1, 1]],
    ['phi-4-mini-instruct', [1, 1, 1, 1, 1, 1]],
    ['qwen2.5-coder-32b-instruct', [4, 2, 1, 1, 1, 1]],
    ['llama-3.3-70b-instruct', [9, 3, 2, 1, 1, 1]],
    ['deepseek-r1-0528', [39, 11, 6, 3, 2, 1]],
    ['zai-org/GLM-5.2-FP8', [43, 12, 6, 3, 2, 1]],
    ['moonshotai/Kimi-K2.6', [34, 10, 5, 3, 2, 1]],
  ] as const) {
    it(name, () => assert.deepEqual(nodesOf(name), expected))
  }

  it('a context that fills the GPU alone cannot be served', () => {
    const gpus = {gpus: 1, totalMemoryGiB: 24}
    assert.equal(estimateNodes({weightGiB: 7, bytesPerToken: 131_072}, gpus, 200_000), undefined)
  })

  it('small models are copied, large ones are spread', () => {
    const four = {gpus: 4, totalMemoryGiB: 320}
    assert.deepEqual(parallelismOf(7, four, 1), {tensor: 1, pipeline: 1, data: 4})
    assert.deepEqual(parallelismOf(131, four, 1), {tensor: 4, pipeline: 1, data: 1})
    assert.deepEqual(parallelismOf(641, four, 3), {tensor: 4, pipeline: 3, data: 1})
  })
})

describe('the longest context on so many nodes', () => {
  it('is the last with which no more are needed, for every model on every type', () => {
    for (const model of kaitoModels())
      for (const instance of kaitoInstances())
        for (const nodes of [1, 4]) {
          const most = longestContext(model, instance, nodes)
          if (most > 0) assert.ok((estimateNodes(model, instance, most)?.nodes ?? Infinity) <= nodes)
          assert.ok((estimateNodes(model, instance, most + 2)?.nodes ?? Infinity) > nodes)
        }
  })
})
