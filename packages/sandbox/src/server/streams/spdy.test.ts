import assert from 'node:assert/strict'
import {once} from 'node:events'
import {connect, type TLSSocket} from 'node:tls'
import {constants, createDeflate, type Deflate, deflateSync} from 'node:zlib'
import fc from 'fast-check'
import type {NodeAgent} from '../../node-agent.ts'
import {startWire, type Wire} from '../testing/wire.ts'
import {spdyDictionary} from './spdy-dictionary.ts'
import {controlFrame, dataFrame, frameType, readFrame, words} from './spdy-frames.ts'

const agent: NodeAgent = {
  async *logs() {},
  async exec(_pod, {stdin, stdout}) {
    let length = 0
    if (stdin) for await (const chunk of stdin) length += chunk.length
    stdout(Buffer.alloc(200_000, 120))
    return length % 256
  },
  attach: async () => 0,
  http: () => false,
}

/** @feature Streams: SPDY/3.1 with flow control; hostile peers harm themselves alone | works */
describe('SPDY by upgrade', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire({agent})
    await wire.call('POST', '/api/v1/namespaces/default/pods', {
      body: {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p'}, spec: {containers: [{name: 'a', image: 'x'}]}},
    })
  })
  after(() => wire.close())

  async function upgraded(
    protocol = 'v4.channel.k8s.io',
    query = 'command=x&stdin=true&stdout=true',
  ): Promise<{socket: TLSSocket; head: string}> {
    const {certificate, key} = wire.server.clientCertificate({commonName: 'admin', organizations: ['system:masters']})
    const socket = connect({
      port: wire.port,
      host: '127.0.0.1',
      cert: certificate,
      key,
      ca: wire.server.certificates.authority.certificate,
    })
    socket.on('error', () => socket.destroy())
    await once(socket, 'secureConnect')
    socket.write(
      `POST /api/v1/namespaces/default/pods/p/exec?${query} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v9.channel.k8s.io\r\nX-Stream-Protocol-Version: ${protocol}\r\nContent-Length: 0\r\n\r\n`,
    )
    const [bytes] = await once(socket, 'data')
    return {socket, head: String(bytes)}
  }

  const headers = async (deflate: Deflate, type: string): Promise<Buffer> => {
    const text = (value: string) => Buffer.concat([words(value.length), Buffer.from(value)])
    const chunks: Buffer[] = []
    const collect = (chunk: Buffer) => chunks.push(chunk)
    deflate.on('data', collect)
    deflate.write(Buffer.concat([words(1), text('streamtype'), text(type)]))
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve))
    deflate.off('data', collect)
    return Buffer.concat(chunks)
  }

  async function openStreams(socket: TLSSocket, names: readonly string[]): Promise<void> {
    const deflate = createDeflate({dictionary: spdyDictionary()})
    for (const [i, name] of names.entries())
      socket.write(
        controlFrame(
          frameType.synStream,
          Buffer.concat([words(2 * i + 1, 0), Buffer.alloc(2), await headers(deflate, name)]),
        ),
      )
  }

  it('the protocol is agreed on, or refused in words', async () => {
    const {head, socket} = await upgraded()
    socket.destroy()
    assert.match(
      head,
      /^HTTP\/1\.1 101 [\s\S]*Upgrade: SPDY\/3\.1\r\nX-Stream-Protocol-Version: v4\.channel\.k8s\.io\r\n/,
    )
    const refused = await upgraded('v7.channel.k8s.io')
    assert.match(refused.head, /^HTTP\/1\.1 403 /)
  })

  it('a peer that keeps windows is sent no more than it takes', async () => {
    const {socket} = await upgraded()
    let pending = Buffer.alloc(0)
    let received = 0
    let status = ''
    const seen = new Promise<void>((resolve) => {
      socket.on('data', (bytes: Buffer) => {
        pending = Buffer.concat([pending, bytes])
        for (let read = readFrame(pending); read; read = readFrame(pending)) {
          pending = pending.subarray(read.length)
          const {frame} = read
          if (frame.type !== 'data') continue
          if (frame.id === 1) status += frame.body.toString()
          if (frame.id === 5) received += frame.body.length
          if (received === 1000) resolve()
          if (frame.id === 5 && frame.flags === 1) socket.end()
        }
      })
    })
    // SETTINGS with a first window of 1000 bytes.
    socket.write(controlFrame(frameType.settings, words(1, 7, 1000)))
    await openStreams(socket, ['error', 'stdin', 'stdout'])
    socket.write(dataFrame(3, 0, Buffer.from('abc')))
    socket.write(dataFrame(3, 1, Buffer.alloc(0)))
    await seen
    assert.equal(received, 1000)
    socket.write(controlFrame(frameType.windowUpdate, words(5, 300_000)))
    await once(socket, 'close')
    assert.equal(received, 200_000)
    assert.equal(JSON.parse(status).details.causes[0].message, '3')
  })

  it('no bytes of a peer take the server down', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({maxLength: 200}),
      fc
        .tuple(fc.constantFrom(...Object.values(frameType)), fc.uint8Array({maxLength: 60}))
        .map(([kind, body]) => controlFrame(kind, Buffer.from(body))),
      fc
        .uint8Array({maxLength: 40})
        .map((body) =>
          controlFrame(
            frameType.synStream,
            Buffer.concat([
              words(1, 0),
              Buffer.alloc(2),
              deflateSync(Buffer.from(body), {dictionary: spdyDictionary()}),
            ]),
          ),
        ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, {maxLength: 5}), async (pieces) => {
        const {socket} = await upgraded()
        for (const piece of pieces) if (socket.writable) socket.write(piece)
        socket.destroy()
        assert.equal((await wire.call('GET', '/healthz')).text, 'ok')
      }),
      {numRuns: 30},
    )
  })
})
