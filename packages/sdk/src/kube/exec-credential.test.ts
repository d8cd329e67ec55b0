import assert from 'node:assert/strict'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {type Certificates, makeCertificates} from '../../test/loopback/certificates.ts'
import {type ClientWish, clientOf, data} from '../../test/loopback/client.ts'
import {json, loopback} from '../../test/loopback/server.ts'

const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const list = {kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: []}
const apiVersion = 'client.authentication.k8s.io/v1'

/** A kubeconfig user whose plugin is this node running `script`. */
const plugin = (script: string, extra: object = {}) => ({
  exec: {apiVersion, command: process.execPath, args: ['-e', script], interactiveMode: 'IfAvailable', ...extra},
})
const printing = (status: object) =>
  `console.log(${JSON.stringify(JSON.stringify({kind: 'ExecCredential', apiVersion, status}))})`

/** Prints `token-1`, `token-2` … on each run, with the expiry given. */
const counting = (file: string, expirationTimestamp?: string) =>
  `const fs = require('fs'); const n = fs.existsSync('${file}') ? Number(fs.readFileSync('${file}')) + 1 : 1; fs.writeFileSync('${file}', String(n));
   console.log(JSON.stringify({kind: 'ExecCredential', apiVersion: '${apiVersion}', status: {token: 'token-' + n, expirationTimestamp: ${JSON.stringify(expirationTimestamp)}}}))`

describe('exec credential plugins', () => {
  it('give the token, run once for many requests', async () => {
    const seen: unknown[] = []
    await using server = await loopback((request, response) => {
      seen.push(request.headers.authorization)
      json(response, list)
    })
    using client = await clientOf(server, {user: plugin(counting('count'))})

    await client.kube.list(nodes)
    await client.kube.list(nodes)

    assert.deepEqual(seen, ['Bearer token-1', 'Bearer token-1'])
  })

  it('are run again when the token has expired', async () => {
    const seen: unknown[] = []
    await using server = await loopback((request, response) => {
      seen.push(request.headers.authorization)
      json(response, list)
    })
    let now = new Date('2026-11-21T12:00:00Z')
    using client = await clientOf(server, {
      user: plugin(counting('count', '2026-11-21T12:30:00Z')),
      environment: {now: () => now},
    })

    await client.kube.list(nodes)
    now = new Date('2026-11-21T12:31:00Z')
    await client.kube.list(nodes)

    assert.deepEqual(seen, ['Bearer token-1', 'Bearer token-2'])
  })

  it('are run again once when the server refuses the token', async () => {
    const seen: unknown[] = []
    await using server = await loopback((request, response) => {
      seen.push(request.headers.authorization)
      json(response, {kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized', code: 401}, 401)
    })
    using client = await clientOf(server, {user: plugin(counting('count'))})

    await assert.rejects(client.kube.list(nodes), {kind: 'denied'})
    assert.deepEqual(seen, ['Bearer token-1', 'Bearer token-2'])
  })

  it('get KUBERNETES_EXEC_INFO, their own variables, and the cluster when they ask for it', async () => {
    await using server = await loopback((_request, response) => json(response, list))
    const script = `require('fs').writeFileSync('info.json', JSON.stringify({info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), own: process.env.OWN, outer: process.env.OUTER})); ${printing({token: 't'})}`
    using client = await clientOf(server, {
      user: plugin(script, {provideClusterInfo: true, env: [{name: 'OWN', value: 'a'}]}),
      cluster: {
        'tls-server-name': 'x',
        extensions: [{name: 'client.authentication.k8s.io/exec', extension: {audience: 'z'}}],
      },
      environment: {env: {OUTER: 'b'}},
    })

    await client.kube.list(nodes)

    assert.deepEqual(JSON.parse(readFileSync(join(client.folder, 'info.json'), 'utf8')), {
      info: {
        kind: 'ExecCredential',
        apiVersion,
        spec: {interactive: false, cluster: {server: server.url, 'tls-server-name': 'x', config: {audience: 'z'}}},
      },
      own: 'a',
      outer: 'b',
    })
  })

  it('show what they write on stderr', async () => {
    await using server = await loopback((_request, response) => json(response, list))
    let shown = ''
    const script = `console.error('open https://login.example/device'); ${printing({token: 't'})}`
    using client = await clientOf(server, {
      user: plugin(script),
      environment: {
        onPluginStderr: (text) => {
          shown += text
        },
      },
    })

    await client.kube.list(nodes)

    assert.equal(shown, 'open https://login.example/device\n')
  })

  it('are found against the folder of the kubeconfig when their path is relative', async () => {
    await using server = await loopback((_request, response) => json(response, list))
    using client = await clientOf(server, {
      user: {exec: {apiVersion, command: './bin/login', interactiveMode: 'Never'}},
      environment: {cwd: '/'},
    })
    mkdirSync(join(client.folder, 'bin'))
    writeFileSync(join(client.folder, 'bin', 'login'), `#!${process.execPath}\n${printing({token: 't'})}\n`, {
      mode: 0o755,
    })

    assert.deepEqual(await client.kube.list(nodes), [])
  })

  it('yield to a token of the command line', async () => {
    let seen: unknown
    await using server = await loopback((request, response) => {
      seen = request.headers.authorization
      json(response, list)
    })
    using client = await clientOf(server, {user: plugin('process.exit(3)'), options: {token: 'flag'}})

    await client.kube.list(nodes)

    assert.equal(seen, 'Bearer flag')
  })

  const failures: readonly (readonly [string, object, RegExp, RegExp])[] = [
    ['fails', plugin('process.exit(3)'), / failed with exit code 3$/, /run it alone/],
    [
      'is not installed',
      plugin('', {command: 'ome-no-such-program', installHint: '\nget it from your administrator\n'}),
      /"ome-no-such-program" is not installed$/,
      /get it from your administrator/,
    ],
    ['prints nothing', plugin(''), /printed something else than an ExecCredential$/, /run it alone/],
    ['prints another kind', plugin('console.log("{}")'), /printed something else than an ExecCredential$/, /./],
    [
      'answers in another version',
      plugin(printing({token: 't'}), {apiVersion: `${apiVersion}beta1`}),
      /answers in client\.authentication\.k8s\.io\/v1 where the kubeconfig asks for .*v1beta1$/,
      /./,
    ],
    ['gives nothing', plugin(printing({})), /gave neither a token nor a client certificate$/, /./],
    [
      'gives half a pair',
      plugin(printing({clientKeyData: 'x'})),
      /gave a client certificate without a key, or a key without one$/,
      /./,
    ],
    ['must ask', plugin('', {interactiveMode: 'Always'}), /needs a terminal to ask on/, /./],
    [
      'prints without end',
      plugin('setInterval(() => process.stdout.write("x".repeat(65536)), 0)'),
      /printed more than 1 MiB$/,
      /./,
    ],
  ]
  for (const [name, user, message, hint] of failures) {
    it(`are reported in one line when one ${name}`, async () => {
      await using server = await loopback((_request, response) => json(response, list))
      using client = await clientOf(server, {user: {...user}})

      const error: unknown = await client.kube.list(nodes).catch((thrown: unknown) => thrown)

      assert.ok(error instanceof Error && 'hints' in error && 'kind' in error)
      assert.match(error.message, message)
      assert.match(String(error.hints), hint)
      assert.equal(error.kind, 'denied')
      assert.deepEqual(server.requests, [])
    })
  }

  it('are ended by the signal', async () => {
    const stop = new AbortController()
    await using server = await loopback((_request, response) => json(response, list))
    using client = await clientOf(server, {
      user: plugin('setInterval(() => 0, 1000)'),
      environment: {signal: stop.signal},
    })

    const waiting = client.kube.list(nodes)
    stop.abort()

    await assert.rejects(waiting, {kind: 'cancelled'})
  })
})

describe('exec credential plugins with certificates', () => {
  let certificates: Certificates

  before(async () => {
    certificates = await makeCertificates()
  })

  it('log in with the certificate they give', async () => {
    const {server: pair, client: person, ca} = certificates
    await using server = await loopback((_request, response) => json(response, list), {
      ...pair,
      ca,
      requestCert: true,
      rejectUnauthorized: true,
    })
    const wish: ClientWish = {
      cluster: {'certificate-authority-data': data(ca)},
      user: plugin(printing({clientCertificateData: person.cert, clientKeyData: person.key})),
    }
    using client = await clientOf(server, wish)

    assert.deepEqual(await client.kube.list(nodes), [])
  })
})
