import assert from 'node:assert/strict'
import {once} from 'node:events'
import {WebSocket} from 'ws'
import type {NodeAgent} from '../../node-agent.ts'
import {failure} from '../errors.ts'
import {startWire, type Wire} from '../testing/wire.ts'

const pods = '/api/v1/namespaces/default/pods'

const agent: NodeAgent = {
  unreachable: (node) => (node === 'silent' ? 'dial tcp 10.0.0.9:10250: connect: connection refused' : undefined),
  async *logs(_pod, {container, previous, tailLines}) {
    if (previous) throw failure(400, `previous terminated container "${container}" in pod "p" not found`)
    for (const line of ['one', 'two', 'three'].slice(-(tailLines ?? 3))) yield `${container}: ${line}`
  },
  async exec(_pod, {command, stdin, stdout, stderr}) {
    stdout(Buffer.from(command.join(' ')))
    stderr(Buffer.from('careful'))
    if (stdin) for await (const chunk of stdin) stdout(Buffer.from(chunk))
    return command[0] === 'false' ? 3 : 0
  },
  attach: (pod, request) => agent.exec(pod, {...request, command: ['false', 'attached']}),
  http(_pod, port, request, response, path) {
    if (port !== 80) return false
    response.end(`${request.method} ${path}`)
    return true
  },
}

describe('streams', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire({agent})
    const containers = [
      {name: 'a', image: 'x', ports: [{containerPort: 80, name: 'http'}]},
      {name: 'b', image: 'x'},
    ]
    await wire.call('POST', pods, {
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'p', labels: {app: 'p'}},
        spec: {containers, initContainers: [{name: 'i', image: 'x'}]},
      },
    })
    await wire.call('PATCH', `${pods}/p/status`, {
      body: {status: {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]}},
      headers: {'content-type': 'application/merge-patch+json'},
    })
    await wire.call('POST', '/api/v1/namespaces/default/services', {
      body: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {name: 's'},
        spec: {selector: {app: 'p'}, ports: [{port: 8080, targetPort: 'http'}]},
      },
    })
  })
  after(() => wire.close())

  const socket = (path: string, protocols: string[]) => {
    const {certificate, key} = wire.server.clientCertificate({commonName: 'admin', organizations: ['system:masters']})
    return new WebSocket(`wss://127.0.0.1:${wire.port}${path}`, protocols, {
      cert: certificate,
      key,
      ca: wire.server.certificates.authority.certificate,
    })
  }

  it('a node that does not answer is told before a stream begins', async () => {
    await wire.call('POST', pods, {
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'far'},
        spec: {nodeName: 'silent', containers: [{name: 'c', image: 'x'}]},
      },
    })
    for (const path of ['exec?command=ls&stdout=true', 'attach?stdout=true', 'portforward?ports=80']) {
      const client = socket(`${pods}/far/${path}`, ['v5.channel.k8s.io'])
      const [, response] = await once(client, 'unexpected-response')
      const status = JSON.parse((await response.toArray()).join(''))
      assert.deepEqual([status.code, status.reason], [500, undefined])
      assert.equal(status.message, 'error dialing backend: dial tcp 10.0.0.9:10250: connect: connection refused')
    }
    await wire.call('DELETE', `${pods}/far?gracePeriodSeconds=0`)
  })

  it('logs are lines of text; refusals are statuses', async () => {
    const lines = await wire.call('GET', `${pods}/p/log?container=a&tailLines=2`)
    const several = await wire.call('GET', `${pods}/p/log`)
    const unknown = await wire.call('GET', `${pods}/p/log?container=x`)
    const previous = await wire.call('GET', `${pods}/p/log?container=a&previous=true`)
    assert.deepEqual([lines.headers['content-type'], lines.text], ['text/plain', 'a: two\na: three\n'])
    assert.equal(
      several.body.message,
      'a container name must be specified for pod p, choose one of: [a b] or one of the init containers: [i]',
    )
    assert.equal(unknown.body.message, 'container x is not valid for pod p')
    assert.equal(previous.body.message, 'previous terminated container "a" in pod "p" not found')
  })

  it('exec: a client whose subprotocols are all unknown is refused', async () => {
    const client = socket(`${pods}/p/exec?container=a&command=x&stdout=true`, ['v9.channel.k8s.io'])
    const [, response] = await once(client, 'unexpected-response')

    assert.equal(response.statusCode, 403)
  })

  /** @feature Streams: exec over WebSocket v4 and v5 | works */
  it('exec: output on its channels, stdin until its end, then the exit code', async () => {
    const client = socket(`${pods}/p/exec?container=a&command=false&command=-x&stdin=true&stdout=true&stderr=true`, [
      'v5.channel.k8s.io',
    ])
    const messages: Buffer[] = []
    client.on('message', (data: Buffer) => messages.push(data))
    await once(client, 'open')
    client.send(Buffer.from('\0typed'))
    client.send(Buffer.from([255, 0]))
    const [code] = await once(client, 'close')

    const on = (channel: number) =>
      Buffer.concat(messages.filter((data) => data[0] === channel).map((data) => data.subarray(1))).toString()
    assert.equal(client.protocol, 'v5.channel.k8s.io')
    assert.deepEqual([on(1), on(2), code], ['false -xtyped', 'careful', 1000])
    assert.deepEqual(JSON.parse(on(3)), {
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 3',
      reason: 'NonZeroExitCode',
      details: {causes: [{reason: 'ExitCode', message: '3'}]},
    })
  })

  /** @feature Streams: port-forward over WebSocket | works */
  it('attach has gone well whatever the exit code of the program', async () => {
    const client = socket(`${pods}/p/attach?container=a&stdout=true`, ['v5.channel.k8s.io'])
    const messages: Buffer[] = []
    client.on('message', (data: Buffer) => messages.push(data))
    await once(client, 'close')

    const last =
      messages
        .find((data) => data[0] === 3)
        ?.subarray(1)
        .toString() ?? ''
    assert.deepEqual(JSON.parse(last), {metadata: {}, status: 'Success'})
  })

  it('port-forward carries bytes to the port and back', async () => {
    const client = socket(`${pods}/p/portforward?ports=80`, ['v4.channel.k8s.io'])
    const messages: Buffer[] = []
    const answered = new Promise<void>((resolve) => {
      client.on('message', (data: Buffer) => {
        messages.push(data)
        if (data.includes('GET /x')) resolve()
      })
    })
    await once(client, 'open')
    client.send(Buffer.from('\0GET /x HTTP/1.1\r\nHost: x\r\n\r\n'))
    await answered
    client.close()
    assert.deepEqual([messages[0], messages[1]], [Buffer.from([0, 80, 0]), Buffer.from([1, 80, 0])])
  })

  it('a port that nobody listens on says so on the error channel', async () => {
    const client = socket(`${pods}/p/portforward?ports=81`, ['v4.channel.k8s.io'])
    const failed = new Promise<string>((resolve) => {
      client.on('message', (data: Buffer) => {
        if (data[0] === 1 && data.length > 3) resolve(data.subarray(1).toString())
      })
    })
    await once(client, 'open')
    client.send(Buffer.from('\0GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
    assert.match(await failed, /failed to connect to localhost:81 .*: connection refused/)
  })

  /** @feature Streams: proxies to pods and services | works */
  it('proxies reach pods and services by number and name', async () => {
    const pod = await wire.call('GET', `${pods}/p:80/proxy/a/b?c=d`)
    const named = await wire.call('POST', '/api/v1/namespaces/default/services/s:8080/proxy/chat')
    const closed = await wire.call('GET', `${pods}/p:81/proxy/`)
    const unknown = await wire.call('GET', '/api/v1/namespaces/default/services/s:9/proxy/')
    assert.deepEqual([pod.text, named.text], ['GET /a/b?c=d', 'POST /chat'])
    assert.deepEqual(
      [closed.code, unknown.code, unknown.body.message],
      [503, 503, 'no endpoints available for service "s:9"'],
    )
  })

  it('an exec that is no upgrade, and one over SPDY, are refused in words', async () => {
    const plain = await wire.call('GET', `${pods}/p/exec?container=a&command=ls`)
    assert.deepEqual([plain.code, plain.body.message], [400, 'Upgrade request required'])
    const client = socket(`${pods}/nope/exec?command=ls`, ['v5.channel.k8s.io'])
    const [error] = await once(client, 'error')
    assert.match(String(error), /404/)
  })
})
