import assert from 'node:assert/strict'
import fc from 'fast-check'
import {describeFit, fitParts, gpusNeeded, kvBytesPerToken, kvCacheBytes, place, weightBytes} from './memory.ts'
import type {ModelShape} from './model-shape.ts'

const GiB = 2 ** 30
const llama8b: ModelShape = {layers: 32, heads: 32, kvHeads: 8, headDim: 128, hiddenSize: 4096, stateLayers: 0}
const llama70b: ModelShape = {layers: 80, heads: 64, kvHeads: 8, headDim: 128, hiddenSize: 8192, stateLayers: 0}

describe('KV cache', () => {
  it('agrees with published figures: 128 KiB per token for 8B, 320 KiB for 70B', () => {
    assert.equal(kvBytesPerToken(llama8b), 128 * 1024)
    assert.equal(kvBytesPerToken(llama70b), 320 * 1024)
    assert.equal(kvBytesPerToken(llama70b, 1), 160 * 1024)
  })

  it('stops shrinking when there are fewer heads than GPUs', () => {
    const at = (tensorParallel: number) => kvCacheBytes(llama70b, 1, {tensorParallel})
    assert.deepEqual([at(1) / at(8), at(8), at(16)], [8, at(8), at(8)])
  })

  it('keeps a latent whole, windows short and constant state out', () => {
    assert.equal(kvCacheBytes({...llama8b, latentDim: 576}, 1, {tensorParallel: 8}), 32 * 576 * 2)
    const gemma = {...llama8b, windowed: {layers: 24, window: 1024}}
    assert.equal(kvCacheBytes(gemma, 100_000), 4096 * (8 * 100_000 + 24 * 1024))
    assert.equal(kvCacheBytes({...llama8b, stateLayers: 32}, 100), 0)
  })
})

describe('weightBytes', () => {
  for (const [type, gib] of [
    ['bf16', 132],
    ['fp8', 66],
    ['int4', 34],
    ['fp32', 263],
  ] as const)
    it(`70.6B in ${type} are ${gib} GiB`, () => assert.equal(Math.round(weightBytes(70.6e9, type) / GiB), gib))
})

describe('gpusNeeded', () => {
  const cases: readonly (readonly [
    title: string,
    weights: number,
    shape: ModelShape,
    gib: number,
    gpus: number | undefined,
  ])[] = [
    ['8B bf16 on L4', weightBytes(8e9, 'bf16'), llama8b, 24, 1],
    ['8B fp32 on L4', weightBytes(8e9, 'fp32'), llama8b, 24, 2],
    ['70B bf16 on H100', weightBytes(70.6e9, 'bf16'), llama70b, 80, 4],
    ['70B fp8 on H100', weightBytes(70.6e9, 'fp8'), llama70b, 80, 2],
    ['70B bf16 on H200', weightBytes(70.6e9, 'bf16'), llama70b, 141, 2],
    ['671B fp8 on H100', weightBytes(671e9, 'fp8'), {...llama70b, heads: 128}, 80, 16],
    ['671B fp8 on H200', weightBytes(671e9, 'fp8'), {...llama70b, heads: 128}, 141, 8],
    ['heads that cannot be split', weightBytes(8e9, 'fp32'), {...llama8b, heads: 31}, 24, undefined],
    ['100T', 100e12, llama70b, 80, undefined],
  ]
  for (const [title, bytes, shape, gib, gpus] of cases)
    it(`${title}: ${gpus ?? 'none'}`, () => {
      assert.equal(gpusNeeded({weightBytes: bytes, shape, gpuMemoryBytes: gib * GiB})?.gpus, gpus)
    })

  it('uses no more GPUs of a node than it has', () => {
    const fit = gpusNeeded({weightBytes: 300 * GiB, shape: llama70b, gpuMemoryBytes: 80 * GiB, gpusPerNode: 4})
    assert.deepEqual([fit?.tensorParallel, fit?.nodes], [4, 2])
  })

  it('says how many tokens fit beside the weights', () => {
    const fit = place({weightBytes: 131 * GiB, shape: llama70b, gpuMemoryBytes: 80 * GiB}, 4, 1)
    assert.ok(fit?.maxTokens && fit.maxTokens > 400_000 && fit.maxTokens < 500_000, `${fit?.maxTokens}`)
  })

  it('names its constants', () => {
    assert.equal(
      describeFit(),
      'weights x 1.02 + 5 % + 2.3 GiB per GPU + KV cache <= 0.9 of GPU memory (KAITO estimator)',
    )
  })

  const input = fc.record({
    weightBytes: fc.integer({min: 1, max: 2000}).map((gib) => gib * GiB),
    contextTokens: fc.integer({min: 1, max: 200_000}),
    gpuMemory: fc.integer({min: 8, max: 300}),
    more: fc.integer({min: 0, max: 100}),
  })
  const gpus = (weights: number, gib: number, contextTokens: number): number =>
    gpusNeeded({weightBytes: weights, shape: llama70b, gpuMemoryBytes: gib * GiB, contextTokens})?.gpus ?? Infinity

  it('more memory never needs more GPUs', () => {
    fc.assert(
      fc.property(input, ({weightBytes: weights, contextTokens, gpuMemory, more}) => {
        assert.ok(gpus(weights, gpuMemory + more, contextTokens) <= gpus(weights, gpuMemory, contextTokens))
      }),
    )
  })

  it('a longer context or heavier weights never need fewer GPUs', () => {
    fc.assert(
      fc.property(input, ({weightBytes: weights, contextTokens, gpuMemory, more}) => {
        const now = gpus(weights, gpuMemory, contextTokens)
        assert.ok(gpus(weights, gpuMemory, contextTokens + more * 1000) >= now)
        assert.ok(gpus(weights + more * GiB, gpuMemory, contextTokens) >= now)
      }),
    )
  })

  it('what it places really fits', () => {
    fc.assert(
      fc.property(input, ({weightBytes: weights, contextTokens, gpuMemory}) => {
        const fit = gpusNeeded({weightBytes: weights, shape: llama70b, gpuMemoryBytes: gpuMemory * GiB, contextTokens})
        if (!fit) return
        assert.ok(fit.neededBytes <= fit.usableBytes)
        assert.ok((fit.maxTokens ?? 0) >= contextTokens)
        assert.equal(fit.gpus, fit.tensorParallel * fit.nodes)
      }),
    )
  })
})

describe('the parts of a placement', () => {
  it('add up to what it needs', () => {
    const input = {weightBytes: 140 * GiB, shape: llama70b, gpuMemoryBytes: 80 * GiB, contextTokens: 8192}
    const fit = place(input, 4, 1)
    const parts = fitParts(input, 4, 1)
    assert.equal(parts.weights + parts.activations + parts.overhead + parts.kvCache, fit?.neededBytes)
    assert.equal(parts.kvCache, (8192 * 320 * 1024) / 4)
  })
})
