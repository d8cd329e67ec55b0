import assert from 'node:assert/strict'
import {constants, createDeflate, type Deflate} from 'node:zlib'
import fc from 'fast-check'
import {SpdyConnection, type SpdyStream, type Transport} from '../../src/server/streams/spdy-connection.ts'
import {spdyDictionary} from '../../src/server/streams/spdy-dictionary.ts'
import {controlFrame, dataFrame, frameType, words} from '../../src/server/streams/spdy-frames.ts'

const runs = Number(process.env['OME_TEST_RUNS'] ?? 60)
const seed = process.env['OME_TEST_SEED']

type Piece =
  | {readonly is: 'open'; readonly id: number; readonly flags: number; readonly headers: Record<string, string>}
  | {readonly is: 'data'; readonly id: number; readonly flags: number; readonly body: Uint8Array}
  | {readonly is: 'control'; readonly kind: number; readonly body: Uint8Array}
  | {readonly is: 'raw'; readonly body: Uint8Array}
  | {readonly is: 'zip'; readonly id: number; readonly body: Uint8Array}

const id = fc.constantFrom(0, 1, 2, 3, 5, 7, 2 ** 31 - 1)
const bytes = fc.uint8Array({maxLength: 40})
const piece: fc.Arbitrary<Piece> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('open' as const),
      id,
      flags: fc.constantFrom(0, 1, 255),
      headers: fc.dictionary(
        fc.constantFrom('streamtype', 'port', ':path', ''),
        fc.constantFrom('error', '80', '', 'x'),
      ),
    }),
  },
  {weight: 4, arbitrary: fc.record({is: fc.constant('data' as const), id, flags: fc.constantFrom(0, 1), body: bytes})},
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('control' as const),
      kind: fc.oneof(fc.constantFrom(...Object.values(frameType)), fc.nat({max: 65_535})),
      body: bytes,
    }),
  },
  {weight: 1, arbitrary: fc.record({is: fc.constant('raw' as const), body: bytes})},
  {weight: 1, arbitrary: fc.record({is: fc.constant('zip' as const), id, body: bytes})},
)

/** The peer's side of the compressed headers. */
class HeaderWriter {
  readonly #deflate: Deflate = createDeflate({dictionary: spdyDictionary()})
  block(headers: Record<string, string>): Promise<Buffer> {
    const parts = [words(Object.keys(headers).length)]
    for (const text of Object.entries(headers).flat()) parts.push(words(Buffer.byteLength(text)), Buffer.from(text))
    return this.compressed(Buffer.concat(parts))
  }
  compressed(body: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = []
    const collect = (chunk: Buffer) => chunks.push(chunk)
    this.#deflate.on('data', collect)
    return new Promise((resolve) => {
      this.#deflate.write(body)
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
        this.#deflate.off('data', collect)
        resolve(Buffer.concat(chunks))
      })
    })
  }
  close(): void {
    this.#deflate.destroy()
  }
}

async function encoded(pieces: readonly Piece[], writer: HeaderWriter): Promise<Buffer> {
  const parts: Buffer[] = []
  for (const one of pieces) {
    if (one.is === 'open') {
      const frame = controlFrame(
        frameType.synStream,
        Buffer.concat([words(one.id, 0), Buffer.alloc(2), await writer.block(one.headers)]),
      )
      frame.writeUInt8(one.flags, 4)
      parts.push(frame)
    } else if (one.is === 'data') parts.push(dataFrame(one.id, one.flags, Buffer.from(one.body)))
    else if (one.is === 'control') parts.push(controlFrame(one.kind, Buffer.from(one.body)))
    else if (one.is === 'zip')
      parts.push(
        controlFrame(frameType.synStream, Buffer.concat([words(one.id, 0), Buffer.alloc(2), Buffer.from(one.body)])),
      )
    else parts.push(Buffer.from(one.body))
  }
  return Buffer.concat(parts)
}

interface Peer {
  readonly connection: SpdyConnection
  readonly streams: SpdyStream[]
  readonly sent: Buffer[]
  isDestroyed: boolean
}

function connect(): Peer {
  const streams: SpdyStream[] = []
  const sent: Buffer[] = []
  const transport: Transport = {
    write(frame, done) {
      sent.push(frame)
      queueMicrotask(done)
    },
    pause: () => undefined,
    resume: () => undefined,
    end: () => undefined,
    destroy() {
      peer.isDestroyed = true
      peer.connection.closed()
    },
  }
  const connection = new SpdyConnection(transport, (stream) => {
    streams.push(stream)
    stream.resume()
    stream.on('end', () => stream.end('bye'))
  })
  const peer: Peer = {connection, streams, sent, isDestroyed: false}
  return peer
}

/** Turns of the event loop until nothing more is sent; zlib answers from a thread of its own. */
async function settled({sent}: Peer, isDone: () => boolean = () => true): Promise<void> {
  for (let quiet = 0, last = -1; quiet < 3 || !isDone(); ) {
    await new Promise((resolve) => setImmediate(resolve))
    quiet = sent.length === last ? quiet + 1 : 0
    last = sent.length
  }
}

describe('SPDY and hostile peers', function () {
  this.timeout(Math.max(20_000, runs * 200))

  it('any frames in any pieces leave a connection that works, or none', async () => {
    const cuts = fc.array(fc.integer({min: 1, max: 50}), {minLength: 1, maxLength: 5})
    await fc.assert(
      fc.asyncProperty(fc.array(piece, {maxLength: 12}), cuts, async (pieces, sizes) => {
        const writer = new HeaderWriter()
        const peer = connect()
        const input = await encoded(pieces, writer)
        for (let at = 0, i = 0; at < input.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          peer.connection.receive(input.subarray(at, at + size))
          at += size
        }
        await settled(peer)
        peer.connection.closed()
        await settled(peer)
        for (const stream of peer.streams) assert.ok(stream.destroyed)
        writer.close()
      }),
      {numRuns: runs, endOnFailure: true, ...(seed !== undefined && {seed: Number(seed)})},
    )
  })

  const broken: [string, Buffer][] = [
    ['headers that are not compressed', Buffer.from('no zlib at all')],
    ['an empty frame', Buffer.alloc(0)],
    ['a frame that ends in its numbers', Buffer.alloc(3)],
  ]
  for (const [what, body] of broken)
    it(`ends a connection with ${what}`, async () => {
      const peer = connect()
      const head = body.length > 3 ? Buffer.concat([words(1, 0), Buffer.alloc(2), body]) : body
      peer.connection.receive(controlFrame(frameType.synStream, head))
      await settled(peer, () => peer.isDestroyed)
    })

  it('ends a connection whose headers unpack to far more than headers are', async () => {
    const [peer, writer] = [connect(), new HeaderWriter()]
    const block = await writer.compressed(Buffer.alloc(8 * 1024 * 1024))
    peer.connection.receive(controlFrame(frameType.synStream, Buffer.concat([words(1, 0), Buffer.alloc(2), block])))
    await settled(peer, () => peer.isDestroyed)
    writer.close()
  })

  it('waits for the rest of a frame that says it is long', async () => {
    const peer = connect()
    peer.connection.receive(Buffer.concat([words(0x80030001, 0x00ffffff), Buffer.alloc(1000)]))
    await settled(peer)
    assert.deepEqual([peer.isDestroyed, peer.streams.length], [false, 0])
    peer.connection.closed()
  })

  it('answers a ping among a thousand streams', async () => {
    const [peer, writer] = [connect(), new HeaderWriter()]
    for (let i = 0; i < 1000; i++) {
      const block = await writer.block({streamtype: 'data'})
      peer.connection.receive(
        controlFrame(frameType.synStream, Buffer.concat([words(2 * i + 1, 0), Buffer.alloc(2), block])),
      )
    }
    peer.connection.receive(controlFrame(frameType.ping, words(7)))
    await settled(peer, () => peer.sent.some((frame) => frame.equals(controlFrame(frameType.ping, words(7)))))
    assert.equal(peer.streams.length, 1000)
    peer.connection.closed()
    writer.close()
  })
})
