import assert from 'node:assert/strict'
import {once} from 'node:events'
import {createServer, type Server} from 'node:http'
import type {AddressInfo, Socket} from 'node:net'
import {loadClient} from './load-client.ts'

describe('connections before the clock starts', () => {
  let server: Server
  let origin: string
  let opened: Socket[]
  const never = new AbortController().signal
  const client = () =>
    loadClient(
      {origin, basePath: '', query: '', headers: {}},
      {api: 'embeddings', model: 'm', maxTokens: 1, isFixedLength: false, extra: {}},
    )

  beforeEach(async () => {
    opened = []
    server = createServer((_request, response) => response.end(JSON.stringify({object: 'list', data: []})))
    server.on('connection', (socket) => opened.push(socket))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  it('are open, and are those that requests use', async () => {
    const load = await client()
    await load.open(3, never)
    const samples = await Promise.all([1, 2, 3].map(() => load.send({text: ''}, {timeoutMs: 5000, signal: never})))
    assert.deepEqual(
      samples.map((sample) => sample === 'unfinished' || sample.failure),
      [undefined, undefined, undefined],
    )
    await load.open(3, never)
    await load.close()
    assert.equal(opened.length, 3)
  })

  it('that the server has closed meanwhile are not used', async () => {
    const load = await client()
    await load.open(1, never)
    const [first] = opened
    assert.ok(first)
    first.destroy()
    await once(first, 'close')
    // The other end learns of it when the loop comes round.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    const sample = await load.send({text: ''}, {timeoutMs: 5000, signal: never})
    await load.close()
    assert.ok(sample !== 'unfinished')
    assert.equal(sample.failure, undefined)
    assert.equal(opened.length, 2)
  })

  it('that cannot be opened are left to the request, and its error', async () => {
    const port = (server.address() as AddressInfo).port
    const load = await client()
    server.close()
    await once(server, 'close')
    await load.open(2, never)
    const sample = await load.send({text: ''}, {timeoutMs: 5000, signal: never})
    await load.close()
    assert.ok(sample !== 'unfinished')
    assert.equal(sample.failure?.kind, 'connect')
    assert.match(sample.failure?.message ?? '', new RegExp(`ECONNREFUSED.*${port}`))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })

  it('are given up when the run is cut', async () => {
    const load = await client()
    await load.open(1000, AbortSignal.abort())
    await load.close()
  })
})
