import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {createServer, type RequestListener, type Server, type ServerResponse} from 'node:http'
import {type AddressInfo, createServer as createTcpServer} from 'node:net'
import {join} from 'node:path'
import {Machine, type Result} from './program.ts'

const status = (code: number, reason: string, message: string, more: object = {}) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  reason,
  message,
  code,
  ...more,
})

const discovery = {
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: [
    {
      metadata: {name: ''},
      versions: [
        {
          version: 'v1',
          freshness: 'Current',
          resources: [
            {
              resource: 'pods',
              responseKind: {group: '', version: 'v1', kind: 'Pod'},
              scope: 'Namespaced',
              singularResource: 'pod',
              verbs: ['get', 'list', 'watch'],
              shortNames: ['po'],
            },
          ],
        },
      ],
    },
  ],
}

const send = (response: ServerResponse, code: number, body: unknown, headers: Record<string, string> = {}): void => {
  response
    .writeHead(code, {'content-type': 'application/json', ...headers})
    .end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Answers discovery as a server does and everything else as the case says. */
const answering =
  (answer: (response: ServerResponse) => void): RequestListener =>
  (request, response) => {
    const path = request.url?.split('?')[0]
    if (path === '/api')
      send(response, 200, discovery, {
        'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      })
    else if (path === '/apis')
      send(
        response,
        200,
        {...discovery, items: []},
        {'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'},
      )
    else answer(response)
  }

describe('a cluster that fails', () => {
  const machine = new Machine()
  let server: Server | undefined

  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })
  after(() => machine.remove())

  const useServer = (url: string): void => {
    mkdirSync(join(machine.home, '.kube'), {recursive: true})
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      contexts: [{name: 'test', context: {cluster: 'test', user: 'test'}}],
      clusters: [{name: 'test', cluster: {server: url}}],
      users: [{name: 'test', user: {token: 'sekret-token-value'}}],
    }
    writeFileSync(join(machine.home, '.kube', 'config'), JSON.stringify(config))
  }

  const against = async (listener: RequestListener, ...flags: readonly string[]): Promise<Result> => {
    server = createServer(listener)
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    useServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    return machine.ome('get', 'pods', ...flags)
  }

  const check = ({code, out, err}: Result, expected: number, message: RegExp): void => {
    assert.equal(code, expected, `code ${code}: ${out}${err}`)
    assert.equal(out, '')
    const lines = err.trim().split('\n')
    assert.match(lines[0] ?? '', /^error: /)
    assert.match(lines[0] ?? '', message)
    assert.equal(lines.filter((line) => line.startsWith('error:')).length, 1)
    assert.ok(!err.includes('sekret'), 'the token shows')
    assert.ok(!/\n\s+at /.test(err), 'a stack shows')
  }

  const answers: readonly (readonly [string, (response: ServerResponse) => void, number, RegExp])[] = [
    [
      '401',
      (response) => send(response, 401, status(401, 'Unauthorized', 'Unauthorized')),
      5,
      /logged in|Unauthorized/i,
    ],
    [
      '403',
      (response) =>
        send(
          response,
          403,
          status(
            403,
            'Forbidden',
            'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"',
          ),
        ),
      5,
      /"get pods" needs rights you do not have in namespace "default"/,
    ],
    [
      '404',
      (response) => send(response, 404, status(404, 'NotFound', 'the server could not find the requested resource')),
      4,
      /could not find/,
    ],
    [
      '409',
      (response) => send(response, 409, status(409, 'Conflict', 'the object has been modified')),
      6,
      /has been modified/,
    ],
    [
      '410 for ever',
      (response) => send(response, 410, status(410, 'Expired', 'the provided continue parameter is too old')),
      1,
      /too old/,
    ],
    [
      '429 for ever',
      (response) =>
        send(response, 429, status(429, 'TooManyRequests', 'slow down', {details: {retryAfterSeconds: 0}}), {
          'retry-after': '0',
        }),
      7,
      /slow down|too many/i,
    ],
    ['500', (response) => send(response, 500, status(500, 'InternalError', 'etcd is on fire')), 1, /etcd is on fire/],
    ['truncated JSON', (response) => send(response, 200, '{"kind":"Table","apiVer'), 7, /JSON|broken|cut/i],
    [
      'a page that is no Kubernetes answer',
      (response) => send(response, 200, '<html>login</html>', {'content-type': 'text/html'}),
      7,
      /web page/,
    ],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'})
        response.write('{"kind":')
        setImmediate(() => response.destroy())
      },
      7,
      /./,
    ],
  ]
  for (const [name, answer, code, message] of answers) {
    it(`${name}: one line, exit code ${code}`, async () => check(await against(answering(answer)), code, message))
  }

  it('an endless answer ends in an error and not in memory', async () => {
    const endless = answering((response) => {
      response.writeHead(200, {'content-type': 'application/json'})
      const chunk = Buffer.alloc(1024 * 1024, ' ')
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', more)
      more()
    })
    check(await against(endless), 1, /./)
  }).timeout(120_000)

  it('a server that never answers ends with --request-timeout', async () =>
    check(
      await against(
        answering(() => undefined),
        '--request-timeout',
        '1s',
      ),
      7,
      /./,
    ))

  it('a refused connection names the server', async () => {
    const tcp = createTcpServer()
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    const {port} = tcp.address() as AddressInfo
    await new Promise((resolve) => tcp.close(resolve))
    useServer(`https://127.0.0.1:${port}`)

    check(await machine.ome('get', 'pods'), 7, new RegExp(`127\\.0\\.0\\.1:${port}`))
  })

  it('a context that is not there is a usage error', async () => {
    useServer('https://127.0.0.1:1')

    check(await machine.ome('get', 'pods', '--context', 'nope'), 2, /nope/)
  })

  it('under -o json the error is one JSON object on stderr', async () => {
    const {code, out, err} = await against(
      answering((response) => send(response, 500, status(500, 'InternalError', 'etcd is on fire'))),
      '-o',
      'json',
    )

    assert.equal(code, 1)
    assert.equal(out, '')
    assert.equal(JSON.parse(err).error.kind, 'failed')
  })

  it('text from the cluster cannot steer the terminal', async () => {
    const {err} = await against(
      answering((response) =>
        send(response, 500, status(500, 'InternalError', 'bad \u001b[2J\u001b]0;owned\u0007 text')),
      ),
    )

    assert.ok(!err.includes('\u001b'))
    assert.match(err, /bad\s+text/)
  })
})
