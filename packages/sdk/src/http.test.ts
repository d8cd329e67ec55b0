import assert from 'node:assert/strict'
import {makeCertificates} from '../test/loopback/certificates.ts'
import {bodyOf, json, loopback} from '../test/loopback/server.ts'
import {type HttpAnswer, type HttpSurroundings, httpClient} from './http.ts'
import {serverStatus} from './kube/status.ts'

const around: HttpSurroundings = {
  env: {},
  signal: new AbortController().signal,
  userAgent: 'ome/1.2.3 (test)',
  sleep: async (_ms, signal) => signal.throwIfAborted(),
}

const textOf = async ({body}: HttpAnswer): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('the HTTP client', () => {
  it('posts JSON and reads JSON', async () => {
    const seen: unknown[] = []
    await using server = await loopback(async (request, response) => {
      seen.push(
        request.headers['content-type'],
        request.headers['user-agent'],
        request.headers.accept,
        await bodyOf(request),
      )
      json(response, {answer: 42})
    })
    const http = httpClient(around)

    const found = await http.json(`${server.url}/v1/chat?x=1`, {method: 'POST', json: {ask: 1}})
    http.close()

    assert.deepEqual(found, {answer: 42})
    assert.deepEqual(server.requests, ['POST /v1/chat?x=1'])
    assert.deepEqual(seen, ['application/json', 'ome/1.2.3 (test)', 'application/json', '{"ask":1}'])
  })

  it('trusts the authority it is given over TLS, and no other', async () => {
    const {ca, server: pair} = await makeCertificates()
    await using server = await loopback((_request, response) => json(response, {}), pair)
    const http = httpClient(around)

    assert.deepEqual(await http.json(server.url, {ca}), {})
    await assert.rejects(http.json(server.url), {
      kind: 'unreachable',
      message: `the certificate of 127.0.0.1:${server.port} is signed by an unknown authority`,
    })
    http.close()
  })

  it('a variable of node does not switch the checks of TLS off', async () => {
    const {server: pair} = await makeCertificates()
    await using server = await loopback((_request, response) => json(response, {}), pair)
    const http = httpClient(around)
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      await assert.rejects(http.json(server.url), {kind: 'unreachable'})
      assert.deepEqual(server.requests, [])
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
      http.close()
    }
  })

  it('throws the message of the server, in each of its usual forms, without query or password', async () => {
    const bodies = [
      '{"error":{"message":"bad \\u001b[31mkey"}}',
      '{"error":"bad key"}',
      '{"detail":"bad key"}',
      '{"message":"bad key"}',
      'bad key',
    ]
    await using server = await loopback((_request, response) => response.writeHead(401).end(bodies.shift()))
    const http = httpClient(around)

    for (const _form of [...bodies]) {
      const url = `${server.url.replace('//', '//me:pass@')}/v1?token=abc`
      const error: unknown = await http.text(url).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error)
      assert.equal(error.message, `GET ${server.url}/v1 answered 401: bad key`)
      assert.equal(serverStatus(error)?.code, 401)
    }
    http.close()
  })

  it('follows five redirects and not six', async () => {
    await using server = await loopback((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(302, {location: `/${left - 1}`}).end()
    })
    const http = httpClient(around)

    const answer = await http.open(`${server.url}/5`)

    assert.equal(await textOf(answer), 'there')
    assert.equal(answer.url, `${server.url}/0`)
    await assert.rejects(http.text(`${server.url}/6`), {kind: 'unreachable', message: /redirects more than 5 times/})
    http.close()
  })

  it('is not led to another origin where that is not wanted', async () => {
    const seen: unknown[] = []
    await using other = await loopback((request, response) => {
      seen.push(request.url)
      response.end('ok')
    })
    await using server = await loopback((request, response) =>
      request.url === '/end'
        ? response.end('there')
        : response.writeHead(307, {location: request.url === '/own' ? '/end' : other.url}).end(),
    )
    const http = httpClient(around)
    const ask = {method: 'POST', body: 'x', redirects: 'same-origin'} as const

    assert.equal(await http.text(`${server.url}/own`, ask), 'there')
    await assert.rejects(http.text(`${server.url}/away`, ask), {kind: 'denied', message: /which nobody asked for/})
    http.close()

    assert.deepEqual(seen, [])
  })

  it('keeps credentials from another host, and sends a POST on only where the server asks for it', async () => {
    const seen: unknown[] = []
    await using other = await loopback(async (request, response) => {
      seen.push([request.method, request.headers.authorization, request.headers['x-trace'], await bodyOf(request)])
      response.end('ok')
    })
    await using server = await loopback((request, response) =>
      response.writeHead(Number(request.url?.slice(1)), {location: other.url}).end(),
    )
    const http = httpClient(around)
    const ask = {method: 'POST', body: 'x', headers: {Authorization: 'Bearer a', 'x-trace': 't'}}

    for (const code of [303, 302, 307, 308]) await http.text(`${server.url}/${code}`, ask)
    http.close()

    assert.deepEqual(seen, [
      ['GET', undefined, 't', ''],
      ['GET', undefined, 't', ''],
      ['POST', undefined, 't', 'x'],
      ['POST', undefined, 't', 'x'],
    ])
  })

  it('refuses plain http to another machine, also as a redirect, unless it is allowed', async () => {
    await using server = await loopback((_request, response) =>
      response.writeHead(302, {location: 'http://llm.invalid/x'}).end(),
    )
    const http = httpClient(around)

    await assert.rejects(http.text('http://llm.invalid/'), {kind: 'denied', message: /plain http/})
    await assert.rejects(http.text(server.url), {kind: 'denied', message: /http:\/\/llm\.invalid\/x is plain http/})
    await assert.rejects(http.text('http://llm.invalid/', {allowHttp: true}), {kind: 'unreachable'})
    await assert.rejects(http.text('ftp://llm.invalid/'), {kind: 'usage'})
    http.close()
  })

  it('stops at the size that was allowed', async () => {
    await using server = await loopback((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65536)));
      }
      response.on('drain', more)
      more()
    })
    const http = httpClient(around)

    await assert.rejects(http.text(server.url, {maxBytes: 1024 * 1024}), {kind: 'failed', message: /larger than 1 MiB/})
    http.close()
  })

  it('says that JSON is incomplete, and that a web page is no JSON', async () => {
    const bodies = ['{"a":', '<html>']
    await using server = await loopback((_request, response) => response.end(bodies.shift()))
    const http = httpClient(around)

    await assert.rejects(http.json(server.url), {kind: 'unreachable', message: /is not complete JSON \(5 characters\)/})
    await assert.rejects(http.json(server.url), {kind: 'unreachable', message: /is a web page/})
    http.close()
  })

  it('repeats a GET after a lost connection, and a refused request after Retry-After', async () => {
    let count = 0
    await using server = await loopback((request, response) => {
      count += 1
      if (count === 1) request.socket.destroy()
      else if (count === 2) response.writeHead(503, {'retry-after': '7'}).end()
      else response.end('ok')
    })
    const http = httpClient(around)

    assert.equal(await http.text(server.url), 'ok')
    count = 0
    await assert.rejects(http.text(server.url, {method: 'POST', body: 'x'}), {
      kind: 'unreachable',
      message: /closed the connection before it had answered/,
    })
    http.close()
  })

  it('does not wait for longer than it may', async () => {
    const waits: number[] = []
    await using server = await loopback((_request, response) =>
      response.writeHead(429, {'retry-after': '20'}).end('slow'),
    )
    const http = httpClient({...around, sleep: async (ms) => void waits.push(ms)})

    const refused = {kind: 'unreachable', message: /answered 429: slow/}
    await assert.rejects(http.text(server.url, {timeoutMs: 20_000}), refused)
    assert.deepEqual(waits, [])
    await assert.rejects(http.text(server.url, {timeoutMs: 60_000}), refused)
    assert.deepEqual(waits, [20_000, 20_000])
    await assert.rejects(http.text(server.url, {timeoutMs: 0}), refused)
    assert.equal(waits.length, 4)
    http.close()
  })

  it('ends a stream with the signal', async () => {
    const stop = new AbortController()
    await using server = await loopback((_request, response) => response.write('data: a\n\n'))
    const http = httpClient({...around, signal: stop.signal})

    const answer = await http.stream(server.url)
    const reading = textOf(answer)
    stop.abort()

    await assert.rejects(reading, {kind: 'cancelled'})
    http.close()
  })

  it('gives up after the time that was allowed', async () => {
    await using server = await loopback(() => undefined)
    const http = httpClient(around)

    await assert.rejects(http.text(server.url, {timeoutMs: 20}), {
      kind: 'unreachable',
      message: `127.0.0.1:${server.port} did not answer within 0.02s`,
    })
    await assert.rejects(http.text(server.url, {idleMs: 20}), {kind: 'unreachable', message: /did not answer in time/})
    http.close()
  })
})
