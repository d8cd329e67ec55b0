import assert from 'node:assert/strict'
import {forAWhile, withDeadline} from './deadline.ts'
import {isOmeError, OmeError} from './errors.ts'

const limits = (ms: number, signal = new AbortController().signal) => ({ms, signal})
const words = {what: 'the end', hint: 'wait longer: --timeout 1h'}

async function* count(): AsyncGenerator<number> {
  yield 1
  yield 2
}

async function* hang(): AsyncGenerator<number> {
  yield 1
  await new Promise(() => undefined)
}

async function* endless(signal: AbortSignal): AsyncGenerator<number> {
  yield 1
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}

async function all(values: AsyncIterable<number>): Promise<number[]> {
  const found: number[] = []
  for await (const value of values) found.push(value)
  return found
}

describe('a deadline', () => {
  it('passes on a source that ends in time', async () =>
    assert.deepEqual(await all(withDeadline(count(), limits(60_000), words)), [1, 2]))

  it('is an unmet condition when the source hangs', async () => {
    await assert.rejects(
      all(withDeadline(hang(), limits(5), words)),
      (error) =>
        isOmeError(error) && error.kind === 'unmet' && /timed out after 5ms waiting for the end/.test(error.message),
    )
  })

  for (const [title, source] of [
    ['ends with the signal', endless],
    ['does not notice the signal', () => hang()],
  ] as const)
    it(`is cancelled when a source ${title}`, async () => {
      const stop = new AbortController()
      const values = withDeadline(source(stop.signal), limits(60_000, stop.signal), words)
      await values.next()
      const next = values.next()
      stop.abort()
      await assert.rejects(next, (error) => isOmeError(error) && error.kind === 'cancelled')
    })
})

describe('a while', () => {
  const untilAborted = async (signal: AbortSignal): Promise<void> => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    throw new OmeError('cancelled', 'cancelled')
  }
  const open = new AbortController().signal

  it('ends well when its time is up', () => forAWhile(5, open, untilAborted))

  it('is cancelled by the person, and fails as what runs does', async () => {
    const stop = new AbortController()
    const looking = forAWhile(60_000, stop.signal, untilAborted)
    stop.abort()
    await assert.rejects(looking, {kind: 'cancelled'})
    const failing = async (): Promise<void> => Promise.reject(new OmeError('denied', 'no'))
    await assert.rejects(forAWhile(60_000, open, failing), {kind: 'denied'})
  })
})
