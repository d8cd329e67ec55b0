import assert from 'node:assert/strict'
import {failure} from './errors.ts'
import {jsonReply} from './reply.ts'
import {lines, startWire, type Wire} from './testing/wire.ts'

/** @feature Sandbox: API faults: 429, 500, 503, latency, expired certificates, cut watches | works */
describe('the gate before the server', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())

  const nodes = '/api/v1/nodes'

  it('refuses what a hindrance covers, until it is taken away', async () => {
    const remove = wire.server.gate.add({
      covers: (request) => request.url?.startsWith(nodes) === true,
      refuse: () => failure(429, 'too many', {retryAfterSeconds: 1}),
    })
    const hit = await wire.call('GET', nodes)
    const other = await wire.call('GET', '/api/v1/namespaces')
    remove()
    const after = await wire.call('GET', nodes)

    assert.deepEqual([hit.code, hit.headers['retry-after'], other.code, after.code], [429, '1', 200, 200])
  })

  it('holds what a hindrance covers, until it is let go', async () => {
    const {promise: hold, resolve: release} = Promise.withResolvers<void>()
    const remove = wire.server.gate.add({covers: ({url}) => url?.startsWith(nodes) === true, hold})
    const done: string[] = []
    const held = wire.call('GET', nodes).then(({code}) => done.push(`held ${code}`))
    const {code} = await wire.call('GET', '/api/v1/namespaces')
    done.push(`other ${code}`)
    remove()
    release()
    await held

    assert.deepEqual(done, ['other 200', 'held 200'])
  })

  it('counts client certificates as expired, but not tokens', async () => {
    wire.server.gate.add({covers: () => true, expiredCertificates: true})
    const byCertificate = await wire.call('GET', nodes)
    const byToken = await wire.call('GET', nodes, {headers: {authorization: 'Bearer nobody'}})

    assert.deepEqual([byCertificate.code, byCertificate.body.reason], [401, 'Unauthorized'])
    assert.equal(byToken.code, 401)
  })

  it('breaks watches off, and says how many there were', async () => {
    const response = await wire.open(`${nodes}?watch=true`)
    const ended = assert.rejects(async () => {
      for await (const _ of lines(response));
    })
    assert.equal(wire.server.gate.cutWatches(), 1)
    await ended
    assert.equal(wire.server.gate.cutWatches(), 0)
  })

  it('leaves the interface of the emulation alone, which only administrators may use', async () => {
    wire.server.useControl(async ({path}) => (path === '/sandbox/v1/x' ? jsonReply(200, '{"x":1}\n') : undefined))
    wire.server.gate.add({covers: () => true, refuse: () => failure(500, 'no')})
    const known = await wire.call('GET', '/sandbox/v1/x')
    const unknown = await wire.call('GET', '/sandbox/v1/y')
    const stranger = await wire.call('GET', '/sandbox/v1/x', {headers: {'impersonate-user': 'eve'}})

    assert.deepEqual([known.code, known.body, unknown.code, stranger.code], [200, {x: 1}, 404, 403])
  })

  it('requests are logged with their time and how long they took', async () => {
    const before = Date.now()
    await wire.call('GET', nodes, {headers: {'user-agent': 'test/1'}})
    const record = wire.server.requests.at(-1)

    assert.deepEqual([record?.method, record?.url, record?.userAgent, record?.code], ['GET', nodes, 'test/1', 200])
    assert.ok(record && record.time >= before && record.ms >= 0)
  })
})
