import assert from 'node:assert/strict'
import {inBursts} from './bursts.ts'

describe('values in bursts', () => {
  it('come together when they arrive together, in their order', async () => {
    const {promise: later, resolve} = Promise.withResolvers<void>()
    async function* source() {
      yield 1
      yield 2
      await later
      yield 3
    }
    const bursts: (readonly number[])[] = []
    for await (const burst of inBursts(source(), 5)) {
      bursts.push(burst)
      resolve()
    }
    assert.deepEqual(bursts, [[1, 2], [3]])
  })

  it('come when the source ends, and its failure comes after them', async () => {
    async function* source() {
      yield 1
      throw new Error('lost')
    }
    const seen: (readonly number[])[] = []
    const reading = async (): Promise<void> => {
      for await (const burst of inBursts(source(), 5)) seen.push(burst)
    }
    await assert.rejects(reading(), /lost/)
  })

  it('may be left while the source waits', async () => {
    async function* source() {
      yield 1
      await new Promise(() => undefined)
    }
    for await (const burst of inBursts(source(), 1)) {
      assert.deepEqual(burst, [1])
      break
    }
  })
})
