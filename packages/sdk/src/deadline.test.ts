import assert from 'node:assert/strict'
import {withDeadline} from './deadline.ts'
import {isOmeError} from './errors.ts'

const words = {what: 'the end', hint: 'wait longer: --timeout 1h'}

async function* count(): AsyncGenerator<number> {
  yield 1
  yield 2
}

async function* hang(): AsyncGenerator<number> {
  yield 1
  await new Promise(() => undefined)
}

async function all(values: AsyncIterable<number>): Promise<number[]> {
  const found: number[] = []
  for await (const value of values) found.push(value)
  return found
}

describe('a deadline', () => {
  it('passes on a source that ends in time', async () =>
    assert.deepEqual(await all(withDeadline(count(), 60_000, words)), [1, 2]))

  it('is an unmet condition when the source hangs', async () => {
    await assert.rejects(
      all(withDeadline(hang(), 5, words)),
      (error) =>
        isOmeError(error) && error.kind === 'unmet' && /timed out after 5ms waiting for the end/.test(error.message),
    )
  })
})
