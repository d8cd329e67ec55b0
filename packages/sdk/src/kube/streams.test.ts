import assert from 'node:assert/strict'
import {PassThrough, Readable} from 'node:stream'
import {clientOf} from '../../test/loopback/client.ts'
import {frame, webSocketLoopback} from '../../test/loopback/web-socket-server.ts'
import {attachToPod, execInPod, type TerminalSize} from './streams.ts'

const success = JSON.stringify({metadata: {}, status: 'Success'})
const exited = (code: number) =>
  JSON.stringify({
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: 'command terminated',
    details: {causes: [{reason: 'ExitCode', message: String(code)}]},
  })

/** A stream that remembers its text. */
function collector() {
  const stream = new PassThrough().setEncoding('utf8')
  let text = ''
  stream.on('data', (chunk: string) => {
    text += chunk
  })
  return {stream, text: () => text}
}

const where = {namespace: 'prod', pod: 'web-0', container: 'app'}

describe('exec', () => {
  it('carries all streams with the credentials of the client, and gives the exit code', async () => {
    let authorization: unknown
    await using server = await webSocketLoopback((socket, request) => {
      authorization = request.headers.authorization
      let input = ''
      socket.on('message', (data) => {
        if (!Buffer.isBuffer(data)) return
        if (data[0] === 0) input += data.toString('utf8', 1)
        if (data[0] !== 255) return
        for (const bytes of [frame(1, `got ${input}`), frame(2, 'oops'), frame(3, exited(3))]) socket.send(bytes)
      })
    })
    using client = await clientOf(server)
    const out = collector()
    const err = collector()

    const code = await execInPod(client.kube, {
      ...where,
      command: ['sh', '-c', 'a b'],
      stdin: Readable.from(['héllo ', 'wörld']),
      stdout: out.stream,
      stderr: err.stream,
    })

    assert.equal(code, 3)
    assert.equal(out.text(), 'got héllo wörld')
    assert.equal(err.text(), 'oops')
    assert.equal(authorization, 'Bearer secret')
    assert.deepEqual(server.requests, [
      'GET /api/v1/namespaces/prod/pods/web-0/exec?stdout=true&stderr=true&stdin=true&tty=false&command=sh&command=-c&command=a%20b&container=app',
    ])
    assert.equal(out.stream.writableEnded, false)
  })

  it('holds the server back while the reader is slow, and loses nothing', async () => {
    const chunk = 'x'.repeat(64 * 1024)
    await using server = await webSocketLoopback((socket) => {
      for (let sent = 0; sent < 64; sent += 1) socket.send(frame(1, chunk))
      socket.send(frame(3, success))
    })
    using client = await clientOf(server)
    const out = new PassThrough({highWaterMark: 1024})
    let size = 0

    const running = execInPod(client.kube, {...where, command: ['yes'], stdout: out})
    setImmediate(() =>
      out.on('data', (data: Buffer) => {
        size += data.length
      }),
    )

    assert.equal(await running, 0)
    assert.equal(size, 64 * chunk.length)
  })

  it('tells the size of the terminal', async () => {
    const sizes: unknown[] = []
    await using server = await webSocketLoopback((socket) => {
      socket.on('message', (data) => {
        if (Buffer.isBuffer(data) && data[0] === 4) sizes.push(JSON.parse(data.toString('utf8', 1)))
        if (sizes.length === 2) socket.send(frame(3, success))
      })
    })
    using client = await clientOf(server)
    let stopped = false
    const onResize = (listener: (size: TerminalSize) => void) => {
      listener({width: 80, height: 24})
      listener({width: 100, height: 30})
      return () => {
        stopped = true
      }
    }

    await execInPod(client.kube, {...where, command: ['top'], tty: true, stdout: collector().stream, onResize})

    assert.deepEqual(sizes, [
      {Width: 80, Height: 24},
      {Width: 100, Height: 30},
    ])
    assert.equal(stopped, true)
  })

  it('says what the server says when it refuses', async () => {
    const body = {kind: 'Status', reason: 'Forbidden', message: 'pods "web-0" is forbidden', code: 403}
    await using server = await webSocketLoopback(() => undefined, {code: 403, body})
    using client = await clientOf(server)

    await assert.rejects(execInPod(client.kube, {...where, command: ['ls'], stdout: collector().stream}), {
      kind: 'denied',
      message: body.message,
    })
  })

  it('fails when the command cannot be started', async () => {
    await using server = await webSocketLoopback((socket) =>
      socket.send(
        frame(3, JSON.stringify({status: 'Failure', reason: 'InternalError', message: 'exec: "nope": not found'})),
      ),
    )
    using client = await clientOf(server)

    await assert.rejects(execInPod(client.kube, {...where, command: ['nope'], stdout: collector().stream}), {
      kind: 'failed',
      message: 'exec: "nope": not found',
    })
  })

  it('says that the connection broke off', async () => {
    await using server = await webSocketLoopback((socket) => socket.terminate())
    using client = await clientOf(server)

    await assert.rejects(execInPod(client.kube, {...where, command: ['ls'], stdout: collector().stream}), {
      kind: 'unreachable',
      message: 'the connection to pod "web-0" broke off',
    })
  })

  it('is cut by the signal', async () => {
    const stop = new AbortController()
    await using server = await webSocketLoopback(() => stop.abort())
    using client = await clientOf(server)

    await assert.rejects(
      execInPod(client.kube, {...where, command: ['sleep'], stdout: collector().stream, signal: stop.signal}),
      {kind: 'cancelled'},
    )
  })

  it('refuses names that would change the path', async () => {
    await using server = await webSocketLoopback(() => undefined)
    using client = await clientOf(server)

    await assert.rejects(execInPod(client.kube, {...where, pod: 'a/b', command: ['ls'], stdout: collector().stream}), {
      kind: 'usage',
    })
    assert.deepEqual(server.requests, [])
  })
})

describe('attach', () => {
  it('joins the running process until it ends', async () => {
    await using server = await webSocketLoopback((socket) => {
      socket.send(frame(1, 'running'))
      socket.close(1000)
    })
    using client = await clientOf(server)
    const out = collector()

    assert.equal(await attachToPod(client.kube, {...where, stdout: out.stream}), 0)
    assert.equal(out.text(), 'running')
    assert.match(
      server.requests[0] ?? '',
      /\/pods\/web-0\/attach\?container=app&stderr=false&stdin=false&stdout=true&tty=false$/,
    )
  })
})
