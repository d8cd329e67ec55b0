import assert from 'node:assert/strict'
import {kaitoInstance, kaitoInstances} from '@ome/capacity/kaito-instances'
import {kaitoModel, kaitoModels} from '@ome/capacity/kaito-models'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import fc from 'fast-check'
import {explainNodes, type SizedModel, sizeOn, sizeOnOne, usd} from './sizing.ts'

/**
 * GPUs that each model of the catalogue needs at a context of 2048, per kind of node (GPUs x GiB of all of them). Computed
 * with the operator's own estimator, KAITO v0.12.0 `pkg/workspace/estimator/nodesestimator`.
 */
const kinds =
  '1x8 1x16 1x24 1x32 1x80 1x94 2x16 2x32 2x48 2x160 2x188 4x32 4x96 4x320 6x192 8x192 8x320 8x640 8x1128 12x384 16x512'.split(
    ' ',
  )
const gpusOf = `
microsoft/phi-4 8 3 2 2 1 1 7 3 2 1 1 7 2 1 2 2 1 1 1 2 2
microsoft/Phi-4-mini-instruct 2 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
deepseek-ai/DeepSeek-R1-Distill-Llama-8B 4 2 1 1 1 1 4 2 1 1 1 4 1 1 1 1 1 1 1 1 1
deepseek-ai/DeepSeek-R1-Distill-Qwen-14B 8 3 2 2 1 1 7 3 2 1 1 7 2 1 2 2 1 1 1 2 2
microsoft/Phi-3-mini-4k-instruct 3 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
microsoft/Phi-3-mini-128k-instruct 3 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
microsoft/Phi-3-medium-4k-instruct 7 3 2 2 1 1 7 3 2 1 1 7 2 1 2 2 1 1 1 2 2
microsoft/Phi-3-medium-128k-instruct 7 3 2 2 1 1 7 3 2 1 1 7 2 1 2 2 1 1 1 2 2
microsoft/Phi-3.5-mini-instruct 3 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
Qwen/Qwen2.5-Coder-7B-Instruct 4 2 1 1 1 1 4 2 1 1 1 4 1 1 1 1 1 1 1 1 1
Qwen/Qwen2.5-Coder-32B-Instruct 17 7 4 3 2 1 16 7 4 2 1 16 4 2 3 4 3 2 1 3 3
openai/gpt-oss-20b 7 3 2 2 1 1 7 3 2 1 1 7 2 1 2 2 1 1 1 2 2
openai/gpt-oss-120b 31 12 8 6 3 2 30 12 8 3 2 30 8 3 6 8 5 3 2 6 6
meta-llama/Llama-3.1-8B-Instruct 4 2 1 1 1 1 4 2 1 1 1 4 1 1 1 1 1 1 1 1 1
meta-llama/Llama-3.3-70B-Instruct 38 14 9 6 3 2 35 13 9 3 2 34 8 3 6 8 5 3 2 6 6
mistralai/Mistral-7B-v0.3 4 2 1 1 1 1 4 2 1 1 1 4 1 1 1 1 1 1 1 1 1
mistralai/Mistral-7B-Instruct-v0.3 4 2 1 1 1 1 4 2 1 1 1 4 1 1 1 1 1 1 1 1 1
mistralai/Ministral-3-3B-Instruct-2512 2 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
mistralai/Ministral-3-8B-Instruct-2512 3 1 1 1 1 1 3 1 1 1 1 3 1 1 1 1 1 1 1 1 1
mistralai/Ministral-3-14B-Instruct-2512 4 2 1 1 1 1 4 2 1 1 1 4 1 1 1 1 1 1 1 1 1
google/gemma-3-4b-it 3 1 1 1 1 1 3 1 1 1 1 2 1 1 1 1 1 1 1 1 1
google/gemma-3-27b-it 16 6 4 3 1 1 14 6 4 1 1 14 4 1 3 4 2 1 1 3 3
deepseek-ai/DeepSeek-R1-0528 161 63 39 29 11 9 158 63 39 11 9 157 39 11 28 39 22 11 6 28 28
deepseek-ai/DeepSeek-V3-0324 161 63 39 29 11 9 158 63 39 11 9 157 39 11 28 39 22 11 6 28 28
mistralai/Mistral-Large-3-675B-Instruct-2512 159 62 39 28 11 9 157 62 39 11 9 155 39 11 28 39 22 11 6 28 28
nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16 59 23 14 11 4 4 57 23 14 4 4 57 14 4 11 14 8 4 3 11 11
nvidia/Nemotron-Cascade-2-30B-A3B 15 6 4 3 1 1 15 6 4 1 1 15 4 1 3 4 3 1 1 3 3
nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16 15 6 4 3 1 1 15 6 4 1 1 15 4 1 3 4 3 1 1 3 3
nvidia/NVIDIA-Nemotron-Nano-12B-v2-VL-BF16 7 3 2 2 1 1 7 3 2 1 1 7 2 1 2 2 1 1 1 2 2
nvidia/NVIDIA-Nemotron-Nano-9B-v2 5 2 2 1 1 1 5 2 2 1 1 5 1 1 1 1 1 1 1 1 1
nvidia/NVIDIA-Nemotron-3-Nano-4B-BF16 2 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
Qwen/Qwen3-8B-AWQ 2 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
google/gemma-4-31B-it 25 7 4 3 1 1 18 7 4 1 1 16 4 1 3 4 3 1 1 3 3
google/gemma-4-26B-A4B-it 14 5 3 3 1 1 13 5 3 1 1 12 3 1 3 3 2 1 1 3 3
google/gemma-4-E4B-it 4 2 1 1 1 1 4 2 1 1 1 4 1 1 1 1 1 1 1 1 1
google/gemma-4-E2B-it 3 1 1 1 1 1 3 1 1 1 1 3 1 1 1 1 1 1 1 1 1
mistralai/Mistral-Small-4-119B-2603 28 11 7 5 2 2 28 11 7 2 2 28 7 2 5 7 4 2 2 5 5
mistralai/Mistral-Small-4-119B-2603-NVFP4 17 7 4 3 2 1 17 7 4 2 1 17 4 2 3 4 3 2 1 3 3
Qwen/Qwen3.5-2B 2 1 1 1 1 1 2 1 1 1 1 2 1 1 1 1 1 1 1 1 1
Qwen/Qwen3.5-4B 3 1 1 1 1 1 3 1 1 1 1 3 1 1 1 1 1 1 1 1 1
Qwen/Qwen3.5-9B 5 2 2 1 1 1 5 2 2 1 1 5 2 1 1 2 1 1 1 1 1
Qwen/Qwen3.5-122B-A10B-GPTQ-Int4 19 8 5 4 2 2 19 8 5 2 2 18 5 2 4 5 3 2 1 4 4
Qwen/Qwen3.5-122B-A10B 59 23 15 11 4 4 58 23 15 4 4 58 15 4 11 14 8 4 3 11 11
Qwen/Qwen3.6-35B-A3B-FP8 9 4 3 2 1 1 9 4 3 1 1 9 3 1 2 3 2 1 1 2 2
Qwen/Qwen3.6-35B-A3B 17 7 5 3 2 1 17 7 5 2 1 17 5 2 3 5 3 2 1 3 3
Qwen/Qwen3.6-27B 15 6 4 3 1 1 14 6 4 1 1 13 4 1 3 4 2 1 1 3 3
Qwen/Qwen3.5-397B-A17B-GPTQ-Int4 57 22 14 10 4 4 55 22 14 4 4 54 14 4 10 14 8 4 3 10 10
moonshotai/Kimi-K2.5 139 54 34 25 10 8 137 54 34 10 8 136 34 10 25 34 19 10 6 25 25
moonshotai/Kimi-K2.6 139 54 34 25 10 8 137 54 34 10 8 136 34 10 25 34 19 10 6 25 25
MiniMaxAI/MiniMax-M2.7 59 22 14 10 4 4 55 22 14 4 4 54 13 4 10 13 8 4 2 10 10
mistralai/Mistral-Medium-3.5-128B 36 13 8 6 3 2 33 13 8 3 2 32 8 3 6 8 5 3 2 6 6
deepseek-ai/DeepSeek-V4-Flash-0731 40 16 10 7 3 3 39 16 10 3 3 39 10 3 7 10 6 3 2 7 7
deepseek-ai/DeepSeek-V4-Pro 207 80 49 36 14 12 201 79 49 14 12 198 49 14 36 49 28 14 8 36 36
google/gemma-4-12B-it 7 3 2 2 1 1 6 3 2 1 1 6 2 1 1 2 1 1 1 1 1
zai-org/GLM-5.2-FP8 178 69 43 31 12 10 174 69 43 12 10 173 43 12 31 43 25 12 7 31 31
moonshotai/Kimi-K2.7-Code 139 54 34 25 10 8 137 54 34 10 8 136 34 10 25 34 19 10 6 25 25
nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-NVFP4 84 33 20 15 6 5 82 32 20 6 5 81 20 6 15 20 12 6 4 15 15
deepseek-ai/DeepSeek-V3.2 161 63 39 29 11 9 158 63 39 11 9 157 39 11 29 39 22 11 6 28 28
ibm-granite/granite-4.1-8b 5 2 1 1 1 1 5 2 1 1 1 5 1 1 1 1 1 1 1 1 1
Qwen/Qwen3.8-27B 15 6 4 3 1 1 14 6 4 1 1 13 4 1 3 4 2 1 1 3 3
`

const sized = (name: string): SizedModel => {
  const model = kaitoModel(name)
  assert.ok(model, name)
  return {...model, name}
}
const instance = (cloud: string, type: string) => {
  const found = kaitoInstance(cloud, type)
  assert.ok(found, type)
  return found
}

describe('the size of models', () => {
  const rows = gpusOf
    .trim()
    .split('\n')
    .map((line) => line.split(' '))

  it('is that of the estimator for all models on all instance types', () => {
    assert.equal(rows.length, kaitoModels().length)
    let checked = 0
    for (const [id = '', ...counts] of rows) {
      for (const each of kaitoInstances()) {
        const gpus = Number(counts[kinds.indexOf(`${each.gpus}x${each.totalMemoryGiB}`)])
        const row = sizeOnOne(sized(id), each)
        assert.equal(row?.neededGpus, gpus, `${id} on ${each.instanceType}`)
        assert.equal(row.nodes, Math.ceil(gpus / each.gpus), `${id} on ${each.instanceType}`)
        checked++
      }
    }
    assert.equal(checked, 60 * 57)
  })

  it('never needs more GPUs where there is more memory', () => {
    const model = fc.record({
      weightGiB: fc.double({min: 0.1, max: 2000, noNaN: true}),
      bytesPerToken: fc.integer({min: 1024, max: 2 ** 20}),
    })
    const memory = fc.tuple(fc.integer({min: 4, max: 300}), fc.integer({min: 0, max: 300}))
    fc.assert(
      fc.property(
        model,
        memory,
        fc.constantFrom(1, 2, 4, 8, 16),
        fc.integer({min: 1, max: 1_048_576}),
        (size, [less, more], gpus, context) => {
          const on = (gib: number) =>
            sizeOnOne(
              {name: 'm', ...size},
              {...instance('azure', 'Standard_NC24ads_A100_v4'), gpus, totalMemoryGiB: gib * gpus},
              {context},
            )
          const [small, large] = [on(less), on(less + more)]
          if (small) assert.ok(large && large.neededGpus <= small.neededGpus && large.nodes <= small.nodes)
        },
      ),
    )
  })

  it('and never less where the context is longer', () => {
    const a100 = instance('azure', 'Standard_NC48ads_A100_v4')
    fc.assert(
      fc.property(
        fc.constantFrom(...kaitoModels()),
        fc.integer({min: 1, max: 65_536}),
        fc.integer({min: 0, max: 65_536}),
        (model, context, more) => {
          const shorter = sizeOnOne({...model, name: model.id}, a100, {context})
          const longer = sizeOnOne({...model, name: model.id}, a100, {context: context + more})
          if (longer) assert.ok(shorter && shorter.nodes <= longer.nodes)
        },
      ),
    )
  })

  it('has the price of all nodes, and none where none is known', () => {
    const llama = sized('llama-3.3-70b-instruct')
    const [row] = sizeOn(llama, [instance('azure', 'Standard_NC24ads_A100_v4')], {quote: catalogueQuote})
    assert.deepEqual([row?.nodes, row?.gpus, row?.usdPerHour?.toFixed(3)], [3, 3, '11.019'])
    const [unknown] = sizeOn(llama, [instance('azure', 'Standard_ND96asr_A100_v4')], {quote: catalogueQuote})
    assert.equal(unknown?.usdPerHour, undefined)
    assert.equal(usd(unknown?.usdPerHour), '<unknown>')
    assert.deepEqual([3.2, 11.019, 0.8048, 7.346, 98.32].map(usd), [
      '3.20 USD',
      '11.019 USD',
      '0.8048 USD',
      '7.346 USD',
      '98.32 USD',
    ])
  })

  it('explains itself line by line', () => {
    const steps = explainNodes(sized('llama-3.3-70b-instruct'), instance('azure', 'Standard_NC24ads_A100_v4'))
    assert.deepEqual(steps, [
      {what: 'weights × 1.02', value: '131.42 GiB × 1.02 = 134.05 GiB'},
      {what: 'usable per GPU', value: '80.00 GiB × 0.84 = 67.20 GiB'},
      {what: 'fixed per GPU', value: '2.3 GiB + 2048 tokens × 327680 B / 1 = 2.92 GiB'},
      {what: 'left for weights', value: '(67.20 GiB - 2.92 GiB) / 1.05 = 61.21 GiB per GPU'},
      {what: 'GPUs', value: '⌊134.05 GiB / 61.21 GiB⌋ + 1 = 3'},
      {what: 'nodes', value: '⌈3 / 1 per node⌉ = 3'},
      {what: 'spread', value: 'tensor 1, pipeline 3, data 1'},
    ])
  })

  it('a context that fills the GPU alone has no row, and says why', () => {
    const a10 = instance('azure', 'Standard_NV36ads_A10_v5')
    assert.deepEqual(sizeOn(sized('phi-4'), [a10], {context: 100_000}), [])
    assert.equal(explainNodes(sized('phi-4'), a10, 100_000).at(-1)?.value, 'none: what is fixed does not fit on a GPU')
  })
})
