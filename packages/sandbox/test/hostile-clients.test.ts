import assert from 'node:assert/strict'
import {connect} from 'node:net'
import {connect as connectTls, type TLSSocket} from 'node:tls'
import {createServer} from '../src/server/create-server.ts'
import {widget, widgetPath, widgets} from '../src/server/testing/widgets.ts'
import {startWire, type Wire, wallClock} from '../src/server/testing/wire.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const merge = {'content-type': 'application/merge-patch+json'}

/** @feature API: malformed, oversized and slow clients harm themselves alone | works */
describe('hostile clients', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire()
  })
  after(() => wire.close())
  afterEach(async () => {
    assert.equal((await wire.call('GET', '/version')).code, 200, 'the server is up')
  })

  /** The whole answer; empty when the connection was reset before it could be read. */
  const raw = (text: string | Buffer, {close = false} = {}): Promise<string> =>
    new Promise((resolve) => {
      const socket = connectTls({host: '127.0.0.1', port: wire.port, ...credentials(wire)}, () => {
        socket.write(text)
        if (close) socket.destroy()
      })
      let answer = ''
      socket.on('data', (chunk) => {
        answer += chunk
      })
      socket.on('error', () => resolve(answer))
      socket.on('close', () => resolve(answer))
    })
  const head = (method: string, path: string, ...lines: string[]) =>
    `${[`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close', 'Content-Type: application/json', ...lines].join('\r\n')}\r\n\r\n`

  for (const [what, body] of [
    ['nothing', ''],
    ['half an object', '{"apiVersion":"v1","kind":"Conf'],
    ['a number', '1'],
    ['a list', '[]'],
    ['null', 'null'],
    ['two documents', '{}{}'],
    ['a metadata that is a text', '{"apiVersion":"v1","kind":"ConfigMap","metadata":"x"}'],
    ['a name that is a number', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":1}}'],
    ['too many brackets', `${'['.repeat(100_000)}`],
    ['a deep object', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])
    it(`a body of ${what} is refused`, async () => {
      const {code, body: answer} = await wire.call('POST', maps, {body})
      assert.ok(code === 400 || code === 422, `${code} ${answer?.message}`)
      assert.equal(answer.kind, 'Status')
    })

  it('a deep patch is refused', async () => {
    await wire.call('POST', widgetPath, {body: widget('deep')})
    const body = `{"spec":{"free":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_002)}`
    assert.equal((await wire.call('PATCH', `${widgetPath}/deep`, {body, headers: merge})).code, 400)
  })

  it('a name that speaks of prototypes is a name', async () => {
    const body =
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto"},"data":{"__proto__":"x","constructor":"y"}}'
    await wire.call('POST', maps, {body})
    const {text} = await wire.call('GET', `${maps}/proto`)
    assert.match(text, /"__proto__":"x","constructor":"y"/)
  })

  it('YAML that grows without bounds is refused', async () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
    for (let i = 1; i < 10; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
      )
    const answer = await wire.call('POST', maps, {
      body: lines.join('\n'),
      headers: {'content-type': 'application/yaml'},
    })
    assert.equal(answer.code, 400)
  })

  it('a body beyond 3 MiB is 413, announced or not', async () => {
    const announced = await raw(head('POST', maps, `Content-Length: ${4 * 1024 * 1024}`))
    const big = JSON.stringify({a: 'x'.repeat(3 * 1024 * 1024 + 1)})
    const sent = await wire.call('POST', maps, {body: big})
    assert.match(announced, /^HTTP\/1\.1 413 /)
    assert.deepEqual([sent.code, sent.body.reason], [413, 'RequestEntityTooLarge'])
  })

  it('a body that ends too early ends its connection alone', async () => {
    await raw(`${head('POST', maps, 'Content-Length: 1000')}{"a":`, {close: true})
  })

  it('a body that is longer than it says is refused', async () => {
    const answer = await raw(
      `POST ${maps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}garbage more\r\n\r\n`,
    )
    assert.match(answer, /^HTTP\/1\.1 400 /)
  })

  it('two lengths are refused', async () => {
    assert.match(await raw(head('POST', maps, 'Content-Length: 2', 'Transfer-Encoding: chunked')), /^HTTP\/1\.1 400 /)
  })

  it('text that is no UTF-8 is replaced, as Go does it', async () => {
    const before = Buffer.from('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"bytes"},"data":{"a":"')
    const body = Buffer.concat([before, Buffer.from([0xff, 0xfe]), Buffer.from('"}}')])
    const answer = await raw(Buffer.concat([Buffer.from(head('POST', maps, `Content-Length: ${body.length}`)), body]))
    assert.match(answer, /^HTTP\/1\.1 201 /)
    assert.equal((await wire.call('GET', `${maps}/bytes`)).body.data.a, '\ufffd\ufffd')
  })

  for (const query of [
    'limit=x',
    'resourceVersion=-1',
    'continue=%00',
    'labelSelector=%28%28',
    'fieldSelector=%3D',
    'watch=true&timeoutSeconds=x',
    'watch=true&resourceVersion=x',
  ])
    it(`?${query} is refused`, async () => {
      const {code, body} = await wire.call('GET', `${maps}?${query}`)
      assert.ok(code >= 400 && code < 500, `${code}`)
      assert.equal(body.kind, 'Status')
    })

  for (const path of [
    '//',
    '/%',
    '/api/v1/namespaces/%zz/configmaps/%',
    '/apis/../../etc/passwd',
    '/api/v1/namespaces/default/configmaps/..%2f',
    `/${'a/'.repeat(5000)}`,
  ])
    it(`GET ${path.slice(0, 50)} is not found`, async () => {
      assert.equal((await wire.call('GET', path)).code, 404)
    })

  it('an unknown method is refused', async () => {
    assert.match(await raw(head('BREW', maps)), /^HTTP\/1\.1 400 /)
    assert.equal((await wire.call('OPTIONS', maps)).code, 405)
  })

  it('a flood of headers is 431, or cut off', async () => {
    assert.match(
      await raw(head('GET', maps, ...Array.from({length: 5000}, (_, i) => `X-${i}: ${'y'.repeat(50)}`))),
      /^HTTP\/1\.1 431 |^$/,
    )
  })

  it('odd accept headers and tokens are answered', async () => {
    for (const headers of [
      {accept: ';;;,=,as=;v='},
      {accept: `${'a,'.repeat(9000)}*/*`},
      {'accept-encoding': 'gzip;q=x'},
    ])
      assert.ok((await wire.call('GET', maps, {headers})).code < 500)
    for (const token of ['', 'a.b.c', '..', `${'x'.repeat(9000)}`, '\u00ff'])
      assert.ok([200, 401].includes((await wire.call('GET', maps, {headers: {authorization: `Bearer ${token}`}})).code))
  })

  it('something that is no TLS is hung up on', async () => {
    const socket = connect(wire.port, '127.0.0.1')
    socket.resume().write('GET / HTTP/1.1\r\n\r\n')
    await new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined))
  })

  it('a hundred watches that are dropped at once leave nothing behind', async () => {
    const opened = await Promise.all(Array.from({length: 100}, () => wire.open(`${maps}?watch=true`)))
    for (const response of opened) response.destroy()
    await wire.call('POST', maps, {body: {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'after'}}})
  })
})

describe('slow clients', () => {
  it('a client that never finishes, in TLS, head or body, is hung up on', async () => {
    const server = await createServer({clock: wallClock, crds: [widgets]})
    const {port} = await server.listen({port: 0, requestTimeoutMs: 200})
    const {certificate: cert, key} = server.clientCertificate({commonName: 'admin', organizations: ['system:masters']})
    const ca = server.certificates.authority.certificate
    const half = (text: string) =>
      new Promise<string>((resolve, reject) => {
        const socket: TLSSocket = connectTls({host: '127.0.0.1', port, ca, cert, key}, () => socket.write(text))
        let answer = ''
        socket.on('data', (chunk) => {
          answer += chunk
        })
        socket.on('error', reject).on('close', () => resolve(answer))
      })
    const silent = new Promise((resolve) =>
      connect(port, '127.0.0.1')
        .on('close', resolve)
        .on('error', () => undefined)
        .resume(),
    )
    const answers = await Promise.all([
      half('GET / HTTP/1.1\r\nHost: x\r\nX-'),
      half(`POST ${maps} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{`),
    ])
    await silent
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 4\d\d |^$/)
    await server.close()
  })
})

function credentials({server}: Wire) {
  const {certificate: cert, key} = server.clientCertificate({commonName: 'admin', organizations: ['system:masters']})
  return {ca: server.certificates.authority.certificate, cert, key}
}
