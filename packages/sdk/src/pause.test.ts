import assert from 'node:assert/strict'
import {pause} from './pause.ts'

describe('pause', () => {
  it('ends with the command', async () => {
    const stop = new AbortController()
    const waiting = pause({signal: stop.signal}, 3_600_000)
    stop.abort()
    await assert.rejects(waiting, {name: 'AbortError'})
  })

  it('takes the time of a context that has its own', async () => {
    const asked: number[] = []
    await pause({signal: new AbortController().signal, pause: async (ms) => void asked.push(ms)}, 3_600_000)
    assert.deepEqual(asked, [3_600_000])
  })
})
