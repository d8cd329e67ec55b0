import assert from 'node:assert/strict'
import {kaitoModel, kaitoModels, tunableModels} from '@ome/capacity/kaito-models'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import fc from 'fast-check'
import {assumedProfile} from './operator-profile.ts'
import {type TuningOptions, tuningMemory, tuningRows} from './tuning-memory.ts'

const memoryOf = (name: string, options: TuningOptions) => {
  const model = kaitoModel(name)
  assert.ok(model)
  const memory = tuningMemory(model, options)
  assert.ok(memory)
  return memory
}
const gib = (bytes: number): number => Number((bytes / 2 ** 30).toFixed(2))

describe('memory that tuning takes', () => {
  it('is known for the nine models KAITO can tune, and for no other', () => {
    const known = kaitoModels().filter((model) => tuningMemory(model, {method: 'lora'}) !== undefined)
    assert.deepEqual(known.map(({tuningName}) => tuningName).sort(), [...tunableModels()].sort())
  })
  it('is the sum of parts that say how they were reckoned', () => {
    const {parts, totalBytes, basis} = memoryOf('phi-3-mini-4k-instruct', {method: 'qlora'})
    assert.equal(
      parts.reduce((sum, {bytes}) => sum + bytes, 0),
      totalBytes,
    )
    assert.deepEqual(
      parts.map(({what, bytes}) => [what, gib(bytes)]),
      [
        ['weights', 1.89],
        ['adapters and optimizer', 0.22],
        ['activations', 0.57],
        ['logits', 0.37],
        ['dequantized layer', 0.22],
        ['framework', 2.3],
      ],
    )
    assert.equal(basis, 'own estimate: qlora, batch 1, sequence 2048, rank 8, one node')
  })
  it('puts adapters on query and value where KAITO names no modules', () => {
    const {parts} = memoryOf('phi-4-mini-instruct', {method: 'lora'})
    // 32 layers × rank 8 × (3072 + 3072 + 3072 + 1024) = 2.6 M.
    assert.equal(parts[1]?.how, 'rank 8: 2.6 M parameters × 16 B')
  })
  it('grows with batch, sequence and rank, and is less with quantized weights', () => {
    const options = fc.record({
      batch: fc.integer({min: 1, max: 64}),
      sequence: fc.integer({min: 1, max: 32_768}),
      rank: fc.integer({min: 1, max: 256}),
    })
    fc.assert(
      fc.property(fc.constantFrom(...tunableModels()), options, (name, some) => {
        const total = (more: object, method: 'lora' | 'qlora' = 'lora') =>
          memoryOf(name, {method, ...some, ...more}).totalBytes
        assert.ok(total({}, 'qlora') < total({}))
        for (const key of ['batch', 'sequence', 'rank'] as const) assert.ok(total({[key]: some[key] + 1}) > total({}))
      }),
    )
  })
  it('chooses the cheapest type whose GPU holds it', () => {
    const rows = (name: string, method: 'lora' | 'qlora') =>
      tuningRows(assumedProfile(), memoryOf(name, {method}), {quote: catalogueQuote})
    assert.equal(rows('phi-3-mini-4k-instruct', 'qlora')[0]?.instance.instanceType, 'Standard_NV36ads_A10_v5')
    const big = rows('qwen2.5-coder-32b-instruct', 'lora')
    assert.equal(big[0]?.instance.instanceType, 'Standard_NC24ads_A100_v4')
    assert.ok(big.every(({nodes, instance: {computeCapability}}) => nodes === 1 && computeCapability !== undefined))
  })
})
