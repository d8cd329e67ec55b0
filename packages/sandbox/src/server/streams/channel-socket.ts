import {PassThrough} from 'node:stream'
import type {RawData, WebSocket} from 'ws'
import {errorText, type RemoteTerminal, readSize} from './remote-command.ts'

/** Channels of `channel.k8s.io`: the first byte of every message. */
const channel = {stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255} as const

/** Subprotocols of exec and attach over WebSocket, the best first. */
export const channelProtocols: readonly string[] = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'base64.channel.k8s.io',
]

const lastGraceMs = 5000
/** Bytes a client may leave untaken before programs that write to it wait. */
const mostBuffered = 1024 * 1024

/** The client of an exec or attach at the other end of a WebSocket. */
export function channelTerminal(socket: WebSocket): RemoteTerminal {
  const protocol = socket.protocol || 'channel.k8s.io'
  const isText = protocol.includes('base64')
  const isClosable = protocol === 'v5.channel.k8s.io'
  const abort = new AbortController()
  const stdin = new PassThrough()
  let size: RemoteTerminal['size']

  stdin.on('drain', () => socket.resume())
  socket.on('message', (data: RawData) => {
    const [number, bytes] = decode(asBuffer(data), isText)
    if (number === channel.stdin && bytes.length > 0 && !stdin.writableEnded) {
      if (!stdin.write(bytes)) socket.pause()
    } else if (number === channel.resize) size = readSize(bytes) ?? size
    else if (isClosable && number === channel.close && bytes[0] === channel.stdin) stdin.end()
  })
  const writers: (() => void)[] = []
  const isFull = (): boolean => socket.readyState === socket.OPEN && socket.bufferedAmount > mostBuffered
  const sent = (): void => {
    if (!isFull()) for (const wake of writers.splice(0)) wake()
  }
  const end = (): void => {
    abort.abort()
    stdin.end()
    stdin.resume()
    for (const wake of writers.splice(0)) wake()
  }
  socket.on('close', end)
  socket.on('error', end)
  const send = (number: number, bytes: Uint8Array): void => {
    if (socket.readyState !== socket.OPEN) return
    if (isText) socket.send(`${number}${Buffer.from(bytes).toString('base64')}`, sent)
    else socket.send(Buffer.concat([Buffer.from([number]), bytes]), sent)
  }
  return {
    stdin,
    signal: abort.signal,
    get size() {
      return size
    },
    stdout: (bytes) => send(channel.stdout, bytes),
    stderr: (bytes) => send(channel.stderr, bytes),
    drained: () => (isFull() ? new Promise((resolve) => writers.push(resolve)) : undefined),
    finish(status) {
      const text = protocol.startsWith('v4') || isClosable ? JSON.stringify(status) : errorText(status)
      if (text !== '') send(channel.status, Buffer.from(text))
      socket.resume()
      socket.close(1000)
      setTimeout(() => socket.terminate(), lastGraceMs).unref()
    },
  }
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}

function decode(data: Buffer, isText: boolean): [number | undefined, Buffer] {
  if (!isText) return [data[0], data.subarray(1)]
  return [data[0] === undefined ? undefined : data[0] - 48, Buffer.from(data.toString('latin1', 1), 'base64')]
}
