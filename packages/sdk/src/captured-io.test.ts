import assert from 'node:assert/strict'
import {capturedIo} from './captured-io.ts'

describe('captured streams', () => {
  it('keep what is written up to a limit, and tell how much was lost', () => {
    const told: string[] = []
    const {io, out, err, leftOut} = capturedIo({limit: 5, onErr: (text) => told.push(text)})
    for (const text of ['abc', 'def', 'g']) io.out(text)
    io.err('note')
    assert.deepEqual([out(), err(), leftOut(), told], ['abcde', 'note', 2, ['note']])
  })

  it('have nothing to read and nobody to ask', async () => {
    const {io} = capturedIo()
    assert.deepEqual([await read(io.stdin), io.canPrompt, io.isTTY, io.width], ['', false, false, 120])
  })
})

async function read(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}
