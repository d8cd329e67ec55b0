import assert from 'node:assert/strict'
import {burstSender} from './burst-sender.ts'

function sink() {
  const written: string[] = []
  return {written, destroyed: false, write: (bytes: Uint8Array) => written.push(Buffer.from(bytes).toString())}
}

describe('a sender of bursts', () => {
  it('writes the first bytes at once and what follows together, in order', () => {
    const to = sink()
    const sender = burstSender(to)
    for (const text of ['a', 'b', 'c']) sender.send(Buffer.from(text))
    assert.deepEqual(to.written, ['a'])
    sender.flush()
    assert.deepEqual(to.written, ['a', 'bc'])
    sender.flush()
    assert.deepEqual(to.written, ['a', 'bc'])
  })

  it('flushes by itself', async () => {
    const to = sink()
    const done = new Promise<void>((resolve) => {
      const sender = burstSender({...to, write: (bytes) => to.write(bytes) === 2 && resolve()})
      for (const text of ['a', 'b', 'c']) sender.send(Buffer.from(text))
    })
    await done
    assert.deepEqual(to.written, ['a', 'bc'])
  })

  it('writes nothing to whoever has left', () => {
    const to = sink()
    const sender = burstSender(to)
    for (const text of ['a', 'b']) sender.send(Buffer.from(text))
    to.destroyed = true
    sender.flush()
    assert.deepEqual(to.written, ['a'])
  })
})
