import assert from 'node:assert/strict'
import fc from 'fast-check'
import {type ServerSentEvent, serverSentEvents} from './sse.ts'

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...cuts, bytes.length].map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b)
  let from = 0
  for (const end of ends) {
    yield bytes.slice(from, end)
    from = end
  }
}

async function parse(text: string, cuts: readonly number[] = []): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = []
  for await (const event of serverSentEvents(inPieces(Buffer.from(text), cuts))) events.push(event)
  return events
}

const message = (data: string): ServerSentEvent => ({event: 'message', data})

describe('server-sent events', () => {
  const cases: readonly (readonly [string, string, readonly ServerSentEvent[]])[] = [
    ['one event', 'data: a\n\n', [message('a')]],
    ['no blank after the colon, and only one taken off', 'data:a\n\ndata:  b\n\n', [message('a'), message(' b')]],
    [
      'line ends of all three kinds, mixed',
      'data: a\r\n\r\ndata: b\r\rdata: c\n\ndata: d\r\n\n',
      ['a', 'b', 'c', 'd'].map(message),
    ],
    ['several data lines', 'data: a\ndata\ndata: b\n\n', [message('a\n\nb')]],
    ['comments and other fields', ': ping\n\nid: 4\nretry: 10\ndata: a\nfoo: x\n\n', [message('a')]],
    [
      'a named event',
      'event: error\ndata: {"message":"x"}\n\ndata: y\n\n',
      [{event: 'error', data: '{"message":"x"}'}, message('y')],
    ],
    ['a name without data', 'event: ping\n\ndata: a\n\n', [message('a')]],
    ['empty data', 'data:\n\n', [message('')]],
    ['a byte order mark', '\ufeffdata: a\n\n', [message('a')]],
    ['a colon in the data', 'data: {"a":1}\n\ndata: [DONE]\n\n', [message('{"a":1}'), message('[DONE]')]],
    ['an event that was cut off', 'data: a\n\ndata: b\n', [message('a')]],
    ['nothing', '', []],
  ]
  for (const [name, text, events] of cases) {
    it(`reads ${name}, cut at every byte`, async () => {
      assert.deepEqual(await parse(text), events)
      for (let cut = 0; cut <= Buffer.byteLength(text); cut += 1) assert.deepEqual(await parse(text, [cut]), events)
    })
  }

  it('does not depend on where the network cuts the bytes', async () => {
    const line = fc.constantFrom('data: é€😀', 'data:', ': x', 'event: e', 'id: 1', '')
    const end = fc.constantFrom('\n', '\r\n', '\r')
    const text = fc
      .array(fc.tuple(line, end), {maxLength: 12})
      .map((lines) => lines.map((parts) => parts.join('')).join(''))
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(120), {maxLength: 8}), async (stream, cuts) => {
        assert.deepEqual(await parse(stream, cuts), await parse(stream))
      }),
    )
  })

  it('gives an event as soon as its blank line has come', async () => {
    const source = (async function* () {
      yield Buffer.from('data: a\r\r')
      throw new Error('the event was not given before more was read')
    })()

    const first = await serverSentEvents(source).next()

    assert.deepEqual(first.value, message('a'))
  })

  it('puts a long event of small pieces together once, not anew with each', async () => {
    const source = (async function* () {
      yield Buffer.from('data: ')
      for (let piece = 0; piece < 16_384; piece++) yield Buffer.alloc(256, 'a')
      yield Buffer.from('\n\n')
    })()

    const {value} = await serverSentEvents(source).next()

    assert.equal(value?.data.length, 16_384 * 256)
  })

  it('refuses an event without end', async () => {
    const endless = (async function* () {
      for (;;) yield Buffer.alloc(1024 * 1024, 'a')
    })()

    await assert.rejects(serverSentEvents(endless).next(), {kind: 'failed'})
  })
})
