import type {Duplex} from 'node:stream'
import {PassThrough} from 'node:stream'
import type {WebSocket} from 'ws'
import {failure} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import {errorText, type RemoteTerminal, readSize} from './remote-command.ts'
import {SpdyConnection, type SpdyStream, type Transport} from './spdy-connection.ts'

const lastGraceMs = 5000

/** The subprotocols of exec and attach over SPDY, the best first. */
export const spdyProtocols: readonly string[] = [
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
]

/** The subprotocol both sides know, from `X-Stream-Protocol-Version`; throws the refusal of kubelets when there is none. */
export function negotiate({request}: Exchange, accepted: readonly string[]): string {
  const [header = ''] = [request.headers['x-stream-protocol-version']].flat()
  const offered = header.split(',').map((one) => one.trim())
  const found = accepted.find((one) => offered.includes(one))
  if (found !== undefined) return found
  const message = `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${accepted.join(' ')}]`
  throw failure(403, message, {}, 'Forbidden')
}

/** Takes the connection over from HTTP and speaks SPDY/3.1 on it; `opened` is told each stream of the client. */
export function upgradeToSpdy(
  {request, response}: Exchange,
  head: Buffer,
  protocol: string,
  opened: (stream: SpdyStream) => void,
): Duplex {
  const {socket} = request
  response.detachSocket(socket)
  socket.setTimeout(0)
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  )
  const transport: Transport = {
    write: (bytes, done) => {
      if (socket.writable) socket.write(bytes, () => done())
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
  }
  const connection = new SpdyConnection(transport, opened)
  socket.on('data', (bytes: Buffer) => connection.receive(bytes))
  socket.on('end', () => socket.end())
  socket.on('close', () => connection.closed())
  if (head.length > 0) connection.receive(head)
  return socket
}

/** SPDY/3.1 inside the binary messages of a WebSocket, as newer kubectl tunnels port-forward. */
export function tunnelSpdy(socket: WebSocket, opened: (stream: SpdyStream) => void): void {
  const transport: Transport = {
    write: (bytes, done) => {
      if (socket.readyState === socket.OPEN) socket.send(bytes, () => done())
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.close(1000),
    destroy: () => socket.terminate(),
  }
  const connection = new SpdyConnection(transport, opened)
  socket.on('message', (message: Buffer) => connection.receive(message))
  socket.on('close', () => connection.closed())
  socket.on('error', () => connection.closed())
}

interface Awaited {
  readonly terminal: RemoteTerminal
  opened(stream: SpdyStream): void
  gone(): void
}

/**
 * The client of an exec or attach at the other end of a SPDY connection. It opens one stream for each channel it uses;
 * `ready` is called when all of `expected` are there.
 */
export function spdyTerminal(
  protocol: string,
  expected: readonly string[],
  ready: (terminal: RemoteTerminal) => void,
): Awaited {
  const streams = new Map<string, SpdyStream>()
  const abort = new AbortController()
  const stdin = new PassThrough()
  let size: RemoteTerminal['size']
  let started = false
  const write = (name: string, bytes: Uint8Array): void => {
    const stream = streams.get(name)
    if (stream && !stream.destroyed && !stream.writableEnded) stream.write(bytes)
  }
  const terminal: RemoteTerminal = {
    stdin,
    signal: abort.signal,
    get size() {
      return size
    },
    stdout: (bytes) => write('stdout', bytes),
    stderr: (bytes) => write('stderr', bytes),
    drained() {
      const full = [...streams.values()].filter((stream) => stream.writableNeedDrain && !stream.destroyed)
      return full.length === 0 ? undefined : Promise.all(full.map(drained)).then(() => undefined)
    },
    finish(status) {
      const text = protocol === spdyProtocols[0] ? JSON.stringify(status) : errorText(status)
      if (text !== '') write('error', Buffer.from(text))
      for (const stream of streams.values()) {
        stream.end()
        stream.resume()
      }
    },
  }

  return {
    terminal,
    opened(stream) {
      const name = stream.headers.get('streamtype') ?? ''
      if (streams.has(name)) return stream.destroy()
      streams.set(name, stream)
      if (name === 'stdin') stream.pipe(stdin)
      else if (name === 'resize') {
        stream.on('data', (bytes: Buffer) => {
          size = readSize(bytes) ?? size
        })
      } else stream.resume()
      if (started || !expected.every((one) => streams.has(one))) return
      started = true
      ready(terminal)
    },
    gone() {
      abort.abort()
      stdin.end()
      stdin.resume()
    },
  }
}

const drained = (stream: SpdyStream): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })

/** Ends a connection some time after the last word was said, should the client not do so itself. */
export function endSoon(socket: Duplex): void {
  setTimeout(() => socket.destroy(), lastGraceMs).unref()
}
