import assert from 'node:assert/strict'
import {gzipSync} from 'node:zlib'
import {clientOf} from '../../test/loopback/client.ts'
import {json, loopback} from '../../test/loopback/server.ts'
import {type ErrorKind, OmeError} from '../errors.ts'
import type {Connection} from '../kubeconfig.ts'
import type {RequestRecord} from './transport.ts'

const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const list = {kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: []}

describe('how the client meets a server', () => {
  const refusals: readonly (readonly [number, string, ErrorKind, RegExp])[] = [
    [400, 'BadRequest', 'failed', /^refused$/],
    [401, 'Unauthorized', 'denied', /does not accept your credentials \(refused\)$/],
    [403, 'Forbidden', 'denied', /^refused$/],
    [405, 'MethodNotAllowed', 'failed', /^refused$/],
    [409, 'AlreadyExists', 'conflict', /^refused$/],
    [410, 'Expired', 'failed', /no longer has the state that was asked for: refused$/],
    [422, 'Invalid', 'failed', /^refused$/],
    [429, 'TooManyRequests', 'unreachable', /is overloaded and refused the request: refused$/],
    [500, 'InternalError', 'failed', /^refused$/],
    [503, 'ServiceUnavailable', 'unreachable', /^refused$/],
    [504, 'Timeout', 'unreachable', /^refused$/],
  ]
  for (const [code, reason, kind, message] of refusals) {
    it(`says ${kind} for ${code} ${reason}, with the server's message`, async () => {
      await using server = await loopback((_request, response) =>
        json(response, {kind: 'Status', status: 'Failure', message: 're\u001b[2Jfused', reason, code}, code),
      )
      using client = await clientOf(server)

      await assert.rejects(client.kube.list(nodes), {kind, message})
    })
  }

  it('lets its owner explain why nobody answered', async () => {
    await using server = await loopback((_request, response) => response.end())
    const asked: string[] = []
    const environment = {
      explain: async (error: OmeError, connection: Connection) => {
        asked.push(`${error.message} ${connection.cluster.server}`)
        return new OmeError('unreachable', 'it is asleep', ['wake it up'])
      },
    }
    using client = await clientOf(server, {options: {server: 'http://127.0.0.1:1'}, environment})

    await assert.rejects(client.kube.list(nodes), {message: 'it is asleep', hints: ['wake it up']})
    assert.deepEqual(asked, ['the connection to 127.0.0.1:1 was refused http://127.0.0.1:1'])
  })

  it('lists every field of an invalid object once', async () => {
    const causes = [
      {reason: 'FieldValueRequired', message: 'Required value', field: 'spec.a'},
      {reason: 'FieldValueRequired', message: 'Required value', field: 'spec.a'},
      {reason: 'FieldValueInvalid', message: 'Invalid value: 3', field: 'spec.b'},
    ]
    await using server = await loopback((_request, response) =>
      json(
        response,
        {kind: 'Status', message: 'long', reason: 'Invalid', details: {kind: 'Node', name: 'n', causes}, code: 422},
        422,
      ),
    )
    using client = await clientOf(server)

    await assert.rejects(client.kube.list(nodes), {
      message: 'the Node "n" is invalid:\n* spec.a: Required value\n* spec.b: Invalid value: 3',
      object: 'Node/n',
    })
  })

  it('names the three ways out of an apply conflict', async () => {
    const message = 'Apply failed with 1 conflict: conflict with "kubectl" using v1: .spec.replicas'
    const causes = [
      {reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using v1', field: '.spec.replicas'},
    ]
    await using server = await loopback((_request, response) =>
      json(response, {kind: 'Status', message, reason: 'Conflict', details: {causes}, code: 409}, 409),
    )
    using client = await clientOf(server)

    const error = await client.kube
      .apply(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}})
      .catch((thrown: OmeError) => thrown)

    assert.ok(error instanceof Error)
    assert.equal(error.message, message)
    assert.equal(error.hints.length, 3)
    assert.match(error.hints[0] ?? '', /--force-conflicts/)
  })

  it('waits as Retry-After says and tries a bounded number of times', async () => {
    let refusals = 2
    await using server = await loopback((_request, response) => {
      const after = refusals === 2 ? '3' : 'Sat, 21 Nov 2026 12:00:07 GMT'
      if (refusals-- > 0) response.writeHead(429, {'retry-after': after, date: 'Sat, 21 Nov 2026 12:00:00 GMT'}).end()
      else json(response, list)
    })
    const waits: number[] = []
    const sleep = async (ms: number) => void waits.push(ms)
    using client = await clientOf(server, {environment: {sleep}})

    await client.kube.list(nodes)
    assert.deepEqual(waits, [3000, 7000])

    refusals = 100
    await assert.rejects(client.kube.list(nodes), {kind: 'unreachable'})
    assert.equal(server.requests.length, 3 + 5)
  })

  it('does not repeat a write after a lost connection, but a read', async () => {
    let lost = 1
    await using server = await loopback((request, response) => {
      if (lost-- > 0) request.socket.destroy()
      else json(response, list)
    })
    using client = await clientOf(server)

    await client.kube.list(nodes)
    lost = 1
    await assert.rejects(client.kube.create(nodes, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}}), {
      kind: 'unreachable',
      message: `127.0.0.1:${server.port} closed the connection before it had answered`,
    })
    assert.equal(server.requests.length, 3)
  })

  it('reads compressed answers and asks for none when the kubeconfig says so', async () => {
    const accepted: unknown[] = []
    await using server = await loopback((request, response) => {
      accepted.push(request.headers['accept-encoding'])
      response
        .writeHead(200, {'content-encoding': 'gzip'})
        .end(gzipSync(JSON.stringify({...list, items: [{metadata: {name: 'n'}}]})))
    })
    using client = await clientOf(server)
    using plain = await clientOf(server, {cluster: {'disable-compression': true}})

    assert.equal((await client.kube.list(nodes)).length, 1)
    assert.equal((await plain.kube.list(nodes)).length, 1)
    assert.deepEqual(accepted, ['gzip', undefined])
  })

  const damaged: readonly (readonly [
    string,
    (response: Parameters<Parameters<typeof loopback>[0]>[1]) => void,
    RegExp,
  ])[] = [
    ['JSON that is cut off', (response) => response.end('{"items":['), /is not complete JSON \(10 characters\)/],
    [
      'a web page',
      (response) => response.end('<html>log in</html>'),
      /is a web page: there may be a proxy or a login page/,
    ],
    [
      'a redirect',
      (response) => response.writeHead(302, {location: 'https://login.invalid'}).end(),
      /answered 302 \(a redirect\): it is not a Kubernetes API server/,
    ],
    [
      'a connection lost in the body',
      (response) => response.writeHead(200, {'content-length': '99'}).write('{', () => response.destroy()),
      /closed the connection before it had answered/,
    ],
    [
      'damaged gzip',
      (response) => response.writeHead(200, {'content-encoding': 'gzip'}).end('nogzip'),
      /is damaged or incomplete \(gzip\)/,
    ],
  ]
  for (const [name, answer, message] of damaged) {
    it(`says what is wrong with ${name}`, async () => {
      await using server = await loopback((_request, response) => answer(response))
      using client = await clientOf(server)

      await assert.rejects(client.kube.list(nodes), {kind: 'unreachable', message})
    })
  }

  it('gives a request the time of --request-timeout', async () => {
    await using server = await loopback(() => undefined)
    using client = await clientOf(server, {options: {requestTimeoutMs: 20}})

    await assert.rejects(client.kube.list(nodes), {
      kind: 'unreachable',
      message: `${server.url} did not answer within 0.02s`,
    })
  })

  it('is cancelled by the signal of the command and by that of one call', async () => {
    await using server = await loopback(() => undefined)
    const command = new AbortController()
    using client = await clientOf(server, {environment: {signal: command.signal}})

    await assert.rejects(client.kube.list(nodes, {signal: AbortSignal.abort()}), {kind: 'cancelled'})
    const waiting = client.kube.list(nodes)
    command.abort()
    await assert.rejects(waiting, {kind: 'cancelled'})
  })

  it('tells each warning of the server once', async () => {
    await using server = await loopback((_request, response) =>
      json(response, list, 200, {
        warning: '299 - "v1 is \\"old\\", use v2", 299 - "second\u001b"'.replace('\u001b', ''),
      }),
    )
    const told: string[] = []
    using client = await clientOf(server, {environment: {onWarning: (text) => void told.push(text)}})

    await client.kube.list(nodes)
    await client.kube.list(nodes)

    assert.deepEqual(told, ['v1 is "old", use v2', 'second'])
    assert.deepEqual(client.kube.warnings, told)
  })

  it('keeps to itself the warnings that the caller tells', async () => {
    await using server = await loopback((_request, response) =>
      json(response, list, 200, {warning: '299 - "x will be chosen", 299 - "v1 is old"'}),
    )
    const told: string[] = []
    using client = await clientOf(server, {environment: {onWarning: (text) => void told.push(text)}})

    const node = {apiVersion: 'v1', kind: 'Node', metadata: {name: 'a'}}
    await client.kube.create(nodes, node, {toldWarnings: /^\S+ will be chosen$/})

    assert.deepEqual(told, ['v1 is old'])
    assert.deepEqual(client.kube.warnings, ['x will be chosen', 'v1 is old'])
  })

  it('records method, path and status of every exchange', async () => {
    await using server = await loopback((_request, response) => json(response, list))
    const records: RequestRecord[] = []
    using client = await clientOf(server, {environment: {onRequest: (record) => void records.push(record)}})

    await client.kube.list(nodes)

    assert.deepEqual(
      records.map(({method, path, status}) => ({method, path, status})),
      [{method: 'GET', path: '/api/v1/nodes?limit=500', status: 200}],
    )
    assert.ok((records[0]?.ms ?? -1) >= 0)
  })

  it('sends impersonation in the headers that kubectl uses', async () => {
    let headers: unknown
    await using server = await loopback((request, response) => {
      headers = Object.fromEntries(
        Object.entries(request.headersDistinct).filter(([name]) => /impersonate|authorization/.test(name)),
      )
      json(response, list)
    })
    using client = await clientOf(server, {
      user: {token: 't', as: 'file', 'as-user-extra': {'acme.com/project': ['a', 'b']}},
      options: {as: 'bob', asGroups: ['g1', 'g2'], asUid: 'u'},
    })

    await client.kube.list(nodes)

    assert.deepEqual(headers, {
      authorization: ['Bearer t'],
      'impersonate-user': ['bob'],
      'impersonate-uid': ['u'],
      'impersonate-group': ['g1', 'g2'],
      'impersonate-extra-acme.com%2fproject': ['a', 'b'],
    })
  })
})
