import assert from 'node:assert/strict'
import fc from 'fast-check'
import {findAccelerator, knownAccelerators} from './accelerators.ts'
import {tryPlace, weightBytes} from './memory.ts'
import {modelShape} from './model-shape.ts'
import {batchFor, type EngineSetup, prefillSeconds, secondsPerToken, tokensPerSecond} from './throughput.ts'

const GiB = 2 ** 30
const shape = modelShape({num_hidden_layers: 80, hidden_size: 8192, num_attention_heads: 64, num_key_value_heads: 8})
const h100 = findAccelerator('H100-SXM')
assert.ok(shape && h100)

const llama: EngineSetup = {
  parameters: 70e9,
  weightBytes: weightBytes(70e9, 'bf16'),
  weightType: 'bf16',
  shape,
  accelerator: h100,
  tensorParallel: 4,
  nodes: 1,
}
const size = {inputTokens: 1000, outputTokens: 200}

describe('how fast an engine can be', () => {
  it('reads its weights and the keys and values for every token', () => {
    // 140e9 / 4 = 35e9 bytes of weights, 1100 tokens x 80 KiB on each of 4 GPUs; 3350e9 x 0.8 bytes a second.
    const wanted = (35e9 + 1100 * 80 * 1024) / (3350e9 * 0.8)
    assert.ok(Math.abs((secondsPerToken(llama, 1, size) ?? 0) - wanted) < 1e-9)
  })

  it('computes 2 x parameters for every token of the prompt', () => {
    const found = prefillSeconds(llama, 1000)
    // 2 x 70e9 x 1000 / (4 x 989e12) = 35.4 ms, of 60 % and of 40 % of the FLOPS.
    assert.ok(found && Math.abs(found.lowest - 0.05898) < 1e-4 && Math.abs(found.highest - 0.08847) < 1e-4)
  })

  it('is bound by what it computes in a batch large enough', () => {
    const plain = {...llama, shape: {...shape, layers: 0}}
    // 2 x 70e9 x 4096 / (4 x 989e12 x 0.5).
    assert.ok(Math.abs((secondsPerToken(plain, 4096, size) ?? 0) - 0.28989) < 1e-4)
  })

  it('is not known without the bandwidth of the accelerator', () => {
    const accelerator = findAccelerator('H100-NVL')
    assert.ok(accelerator)
    assert.equal(secondsPerToken({...llama, accelerator}, 1, size), undefined)
    assert.equal(batchFor({...llama, accelerator}, 1, 64, size), undefined)
  })

  it('of a mixture of experts reads more of them the more requests there are', () => {
    const mixed = modelShape({
      num_hidden_layers: 32,
      hidden_size: 4096,
      num_attention_heads: 32,
      num_local_experts: 8,
      num_experts_per_tok: 2,
      intermediate_size: 14_336,
    })
    assert.ok(mixed)
    // Mixtral 8x7B: 45.1 of 46.7 billion parameters are in experts.
    assert.equal(mixed.experts?.parameters, 32 * 8 * 3 * 4096 * 14_336)
    const mixtral = {...llama, shape: {...mixed, layers: 0}, parameters: 46.7e9, weightBytes: 93.4e9}
    const [one, many] = [secondsPerToken(mixtral, 1, size), secondsPerToken(mixtral, 64, size)]
    assert.ok(one && many && many / one > 3.5 && many / one < 4)
  })

  it('makes a load with the batch that it takes', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 5000}), fc.integer({min: 1, max: 512}), (wanted, most) => {
        const batch = batchFor(llama, wanted, most, size)
        const best = tokensPerSecond(llama, most, size) ?? 0
        if (batch === undefined) return assert.ok(best < wanted)
        assert.ok(batch >= 1 && batch <= most)
        assert.ok((tokensPerSecond(llama, batch, size) ?? 0) >= wanted)
        assert.ok(batch === 1 || (tokensPerSecond(llama, batch * 0.99, size) ?? 0) < wanted)
      }),
    )
  })
})

describe('whether a model fits', () => {
  const gpu = fc.constantFrom(...knownAccelerators().map(({memoryGiB}) => memoryGiB))
  const input = (gpuMemoryBytes: number, contextTokens: number) => ({
    weightBytes: llama.weightBytes,
    shape,
    gpuMemoryBytes,
    contextTokens,
  })

  it('is never worse with more memory', () => {
    fc.assert(
      fc.property(gpu, gpu, fc.constantFrom(1, 2, 4, 8), fc.integer({min: 1, max: 262_144}), (a, b, tp, context) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((gib) => tryPlace(input(gib * GiB, context), tp, 1))
        assert.ok(less && more)
        if ('reason' in less) return
        assert.ok(!('reason' in more) && (more.maxTokens ?? 0) >= (less.maxTokens ?? 0))
      }),
    )
  })

  it('says what is missing', () => {
    assert.deepEqual(tryPlace(input(80 * GiB, 1024), 3, 1), {reason: 'heads', heads: 64})
    const found = tryPlace(input(24 * GiB, 1024), 2, 1)
    assert.ok('reason' in found && found.reason === 'memory' && found.neededBytes > found.usableBytes)
  })
})
