import assert from 'node:assert/strict'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {createServer as createSecureServer} from 'node:https'
import {type AddressInfo, connect} from 'node:net'
import {type ErrorKind, isOmeError} from '@ome/sdk/errors'
import {makeCertificates} from '../../../sdk/test/loopback/certificates.ts'
import {type HttpReadOptions, httpRead} from './http-read.ts'
import {proxyFor} from './proxy.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, attempt: number) => void

describe('reading from a static host', () => {
  const servers: Server[] = []
  const seen: IncomingMessage[] = []
  afterEach(() => {
    seen.length = 0
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  async function serve(answer: Answer): Promise<string> {
    let attempt = 0
    const server = createServer((request, response) => {
      seen.push(request)
      answer(request, response, attempt++)
    })
    servers.push(server)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const {port} = server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  const read = (url: string, {cap = 1000, ...options}: Partial<HttpReadOptions> & {readonly cap?: number} = {}) =>
    httpRead('dev', new URL(url), cap, {signal: new AbortController().signal, env: {}, idleMs: 5000, ...options})

  const refuses = (work: Promise<unknown>, kind: ErrorKind, message: RegExp) =>
    assert.rejects(work, (error: unknown) => {
      assert.ok(isOmeError(error), String(error))
      assert.equal(error.kind, kind)
      assert.match(error.message, message)
      return true
    })

  it('gives the bytes, and nothing for what is not there', async () => {
    const host = await serve((request, response) => response.writeHead(request.url === '/a' ? 200 : 404).end('hello'))
    assert.equal(String(await read(`${host}/a`)), 'hello')
    assert.equal(await read(`${host}/b`), undefined)
  })

  it('a server that never answers is given up after its silence, three times', async () => {
    const host = await serve(() => {})
    await refuses(read(host, {idleMs: 40}), 'unreachable', /fell silent/)
    assert.equal(seen.length, 3)
  })

  it('a server that drips and never falls silent is given up as well', async () => {
    const host = await serve((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 5)
      response.on('close', () => clearInterval(drip))
    })
    await refuses(read(host, {wholeMs: 100, cap: 1_000_000}), 'unreachable', /took longer than 0\.1 s/)
    assert.equal(seen.length, 1)
  })

  it('a server that stops in the middle is given up', async () => {
    const host = await serve(
      (_request, response) => void response.writeHead(200, {'content-length': 100}).write('half'),
    )
    await refuses(read(host, {idleMs: 40}), 'unreachable', /broke off/)
  })

  it('an answer cut off is asked for again, and a whole one is taken', async () => {
    const host = await serve((_request, response, attempt) => {
      response.writeHead(200, {'content-length': 4})
      if (attempt === 0) response.write('ha', () => response.destroy())
      else response.end('full')
    })
    assert.equal(String(await read(host)), 'full')
    assert.equal(seen.length, 2)
  })

  it('a state of the server that passes is tried again, a refusal is not', async () => {
    const shaky = await serve((_request, response, attempt) => response.writeHead(attempt < 2 ? 503 : 200).end('ok'))
    assert.equal(String(await read(shaky)), 'ok')
    const strict = await serve((_request, response) => response.writeHead(403).end())
    seen.length = 0
    await refuses(read(strict), 'denied', /answered 403/)
    assert.equal(seen.length, 1)
  })

  it('more bytes than the limit are not read, whatever length was announced', async () => {
    const endless = await serve((_request, response) => {
      response.writeHead(200)
      const write = (): void => void (response.destroyed || response.write('x'.repeat(1024), () => setImmediate(write)))
      write()
    })
    await refuses(read(endless, {cap: 5000}), 'denied', /longer than 5000 bytes/)
  })

  it('nothing listens: unreachable, with the address and without its password', async () => {
    const host = await serve(() => {})
    servers.splice(0).forEach((server) => void server.close())
    await assert.rejects(read(host.replace('//', '//user:secret@')), (error: Error) => {
      assert.match(error.message, /127\.0\.0\.1:\d+\/ cannot be read/)
      return !error.message.includes('secret')
    })
  })

  it('redirects are followed five times', async () => {
    const host = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(302, {location: `/${left - 1}`}).end()
    })
    assert.equal(String(await read(`${host}/5`)), 'there')
    await refuses(read(`${host}/6`), 'unreachable', /more than 5 redirects/)
  })

  for (const location of ['http://192.0.2.1/x', 'file:///etc/passwd', '//192.0.2.1/x', 'http://'])
    it(`a redirect to ${location} is refused before it is followed`, async () => {
      const host = await serve((_request, response) => response.writeHead(302, {location}).end())
      await refuses(read(host), 'denied', /redirects to an address that is not https/)
      assert.equal(seen.length, 1)
    })

  it('plain http is taken on this machine only, other schemes never', async () => {
    await refuses(read('http://192.0.2.1/'), 'usage', /is not https/)
    await refuses(read('ftp://127.0.0.1/'), 'usage', /is not https/)
    await refuses(read('http://localhost.evil.example/'), 'usage', /is not https/)
  })

  it('credentials go to the host they were given for and to no other', async () => {
    const other = await serve((_request, response) => response.end('other'))
    const host = await serve((_request, response) => response.writeHead(302, {location: other}).end())
    await read(host.replace('//', '//user:secret@'))
    assert.deepEqual(
      seen.map(({headers}) => headers.authorization),
      [`Basic ${Buffer.from('user:secret').toString('base64')}`, undefined],
    )
  })

  it('a token of .npmrc goes to its host and not along with a redirect', async () => {
    const other = await serve((_request, response) => response.end('other'))
    const host = await serve((request, response) =>
      request.url === '/near'
        ? response.writeHead(302, {location: other}).end()
        : response.writeHead(302, {location: '/near'}).end(),
    )
    await read(`${host}/far`, {authorizationFor: ({pathname}) => `Bearer for${pathname}`})
    assert.deepEqual(
      seen.map(({headers}) => headers.authorization),
      ['Bearer for/far', 'Bearer for/near', undefined],
    )
  })

  it('Ctrl-C ends a read that hangs', async () => {
    const controller = new AbortController()
    const host = await serve(() => controller.abort())
    await assert.rejects(read(host, {signal: controller.signal}), {name: 'AbortError'})
    assert.equal(seen.length, 1)
  })

  it('a variable of node does not switch the checks of TLS off, with a proxy and without', async () => {
    const {ca, server: pair} = await makeCertificates()
    const secure = createSecureServer(pair, (_request, response) => response.end('safe'))
    servers.push(secure)
    await new Promise<void>((listening) => secure.listen(0, '127.0.0.1', listening))
    const {port} = secure.address() as AddressInfo
    const proxy = await serve(() => {})
    servers[1]?.on('connect', (_request, socket) => {
      const far = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      far.on('error', () => socket.destroy())
      socket.on('error', () => far.destroy())
      socket.pipe(far).pipe(socket)
    })
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      for (const env of [{}, {HTTPS_PROXY: proxy}]) {
        await refuses(read(`https://localhost:${port}/`, {env}), 'unreachable', /certificate/)
        assert.equal(String(await read(`https://localhost:${port}/`, {env, ca: Buffer.from(ca)})), 'safe')
      }
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
  })

  it('https goes through the proxy of the environment', async () => {
    const asked: (string | undefined)[] = []
    const proxy = await serve(() => {})
    servers[0]?.on('connect', (request, socket) => {
      asked.push(request.url, request.headers['proxy-authorization'])
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    })
    const env = {HTTPS_PROXY: proxy.replace('//', '//me:pw@')}
    await refuses(
      read('https://registry.example/index/1.json', {env}),
      'unreachable',
      /proxy 127\.0\.0\.1:\d+ answered 407/,
    )
    assert.deepEqual(asked.slice(0, 2), ['registry.example:443', `Basic ${Buffer.from('me:pw').toString('base64')}`])
  })
})

describe('proxyFor', () => {
  const at = (url: string, env: Record<string, string>): string | undefined => proxyFor(new URL(url), env)?.host

  for (const [name, url, env, wanted] of [
    ['no variable, no proxy', 'https://a.example', {}, undefined],
    ['the variable', 'https://a.example', {HTTPS_PROXY: 'http://p:3128'}, 'p:3128'],
    ['small letters win', 'https://a.example', {https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:2'}, 'q:1'],
    ['a proxy without scheme', 'https://a.example', {HTTPS_PROXY: 'p:3128'}, 'p:3128'],
    ['not for http', 'http://127.0.0.1', {HTTPS_PROXY: 'http://p:3128'}, undefined],
    ['an exempt host', 'https://a.example', {HTTPS_PROXY: 'http://p:3128', NO_PROXY: 'b, a.example'}, undefined],
    ['an exempt domain', 'https://x.a.example', {HTTPS_PROXY: 'http://p:3128', NO_PROXY: '.a.example'}, undefined],
    [
      'a domain that only ends alike',
      'https://bada.example',
      {HTTPS_PROXY: 'http://p:3128', NO_PROXY: 'a.example'},
      'p:3128',
    ],
    ['an exempt port', 'https://a.example:8443', {HTTPS_PROXY: 'http://p:3128', NO_PROXY: 'a.example:8443'}, undefined],
    ['another port', 'https://a.example', {HTTPS_PROXY: 'http://p:3128', NO_PROXY: 'a.example:8443'}, 'p:3128'],
    ['everything exempt', 'https://a.example', {HTTPS_PROXY: 'http://p:3128', NO_PROXY: '*'}, undefined],
  ] as const) {
    it(name, () => assert.equal(at(url, {...env}), wanted))
  }
})
