import assert from 'node:assert/strict'
import {connect, createServer} from 'node:net'
import {clientOf} from '../../test/loopback/client.ts'
import {frame, webSocketLoopback} from '../../test/loopback/web-socket-server.ts'
import type {OmeError} from '../errors.ts'
import {forwardPorts} from './port-forward.ts'

const where = {namespace: 'prod', pod: 'web-0'}

/** Sends a text to a local port and gives what comes back until the other side ends. */
function ask(port: number, text: string, enough: (answer: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setEncoding('utf8').on('data', (data: string) => {
      answer += data
      if (enough(answer)) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

describe('port-forward', () => {
  it('carries each connection over a WebSocket of its own, to a free local port', async () => {
    await using server = await webSocketLoopback((socket) => {
      for (const channel of [0, 1]) socket.send(Buffer.of(channel, 0x90, 0x1f))
      socket.on('message', (data) => {
        if (Buffer.isBuffer(data)) socket.send(frame(0, data.toString('utf8', 1).toUpperCase()))
      })
    })
    using client = await clientOf(server)
    const used: number[] = []
    const forward = await forwardPorts(client.kube, {
      ...where,
      ports: [{local: 0, remote: 8080}],
      onConnection: ({remote}) => void used.push(remote),
    })
    const local = forward.ports[0]?.local ?? 0

    const answers = await Promise.all(['one', 'two'].map((text) => ask(local, text, (answer) => answer.length === 3)))
    forward.close()
    await forward.closed

    assert.deepEqual(answers.sort(), ['ONE', 'TWO'])
    assert.deepEqual(used, [8080, 8080])
    assert.deepEqual(
      server.requests,
      Array.from({length: 2}, () => 'GET /api/v1/namespaces/prod/pods/web-0/portforward?ports=8080'),
    )
    await assert.rejects(
      ask(local, 'x', () => true),
      {code: 'ECONNREFUSED'},
    )
  })

  it('reports what the pod refuses and goes on', async () => {
    await using server = await webSocketLoopback((socket) => {
      for (const channel of [0, 1]) socket.send(Buffer.of(channel, 0x90, 0x1f))
      socket.send(frame(1, 'connection refused\u001b[2J'))
    })
    using client = await clientOf(server)
    const errors: OmeError[] = []
    const forward = await forwardPorts(client.kube, {
      ...where,
      ports: [{local: 0, remote: 8080}],
      onError: (error) => void errors.push(error),
    })
    const local = forward.ports[0]?.local ?? 0

    for (const _time of [1, 2]) await ask(local, 'x', () => false)
    forward.close()
    await forward.closed

    assert.deepEqual(
      errors.map(({message}) => message),
      Array.from({length: 2}, () => 'port 8080 of pod "web-0": connection refused'),
    )
  })

  it('reports a refused handshake with the words of the server', async () => {
    const body = {kind: 'Status', reason: 'NotFound', message: 'pods "web-0" not found', code: 404}
    await using server = await webSocketLoopback(() => undefined, {code: 404, body})
    using client = await clientOf(server)
    const errors: OmeError[] = []
    const forward = await forwardPorts(client.kube, {
      ...where,
      ports: [{local: 0, remote: 80}],
      onError: (error) => void errors.push(error),
    })

    await ask(forward.ports[0]?.local ?? 0, 'x', () => false)
    forward.close()
    await forward.closed

    assert.deepEqual(
      errors.map(({kind, message}) => [kind, message]),
      [['not-found', body.message]],
    )
  })

  it('says that a local port is taken, and lets go of the others', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await using server = await webSocketLoopback(() => undefined)
    using client = await clientOf(server)
    const ports = [
      {local: 0, remote: 80},
      {local: port, remote: 81},
    ]

    await assert.rejects(forwardPorts(client.kube, {...where, ports}), {
      kind: 'failed',
      message: `port ${port} of 127.0.0.1 is in use already`,
    })
    await new Promise((resolve) => taken.close(resolve))
  })

  it('ends with the signal, open connections included', async () => {
    const stop = new AbortController()
    await using server = await webSocketLoopback(() => stop.abort())
    using client = await clientOf(server)
    const errors: OmeError[] = []
    const forward = await forwardPorts(client.kube, {
      ...where,
      ports: [{local: 0, remote: 80}],
      signal: stop.signal,
      onError: (error) => void errors.push(error),
    })

    await ask(forward.ports[0]?.local ?? 0, 'x', () => false)
    await forward.closed

    assert.deepEqual(errors, [])
  })
})
