import type {IncomingMessage} from 'node:http'
import type {Writable} from 'node:stream'
import type {Exec} from '@kubernetes/client-node'
import type {WebSocket} from 'ws'
import {OmeError} from '../errors.ts'
import type {KubeClient} from '../kube.ts'
import {readBody} from './body.ts'
import {interrupted, networkError} from './network-error.ts'
import {statusError} from './status.ts'

/** What client-node's Exec, Attach and PortForward open their sockets with. */
export type Sockets = NonNullable<ConstructorParameters<typeof Exec>[1]>

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const handshakeMs = 10_000
const statusChannel = 3
const closeChannel = 255

export interface SocketWish {
  readonly signal?: AbortSignal | undefined
  /** Streams that the channels are written to: while one is full, nothing more is read from the server. */
  readonly outputs: readonly Writable[]
  /** Takes the JSON that ends an exec or attach. */
  readonly onStatus?: (text: string) => void
  /** Takes the code the socket was closed with; 1000 is an orderly end. */
  readonly onClose?: (code: number) => void
}

/**
 * The WebSocket half of client-node's streams, opened with our client's credentials, TLS and proxy. A refused
 * handshake is the server's own error; after the signal the socket is cut.
 */
export function streamSockets(kube: KubeClient, wish: SocketWish): Sockets {
  return {
    async connect(path, _text, binary) {
      const {WebSocket: Socket} = await import('ws')
      const {headers, agent} = await kube.upgrade(path)
      const socket = new Socket(`${kube.server.replace(/^http/, 'ws')}${path}`, protocols, {
        headers: {...headers},
        agent,
        perMessageDeflate: false,
        handshakeTimeout: handshakeMs,
      })
      const {signal, outputs, onStatus, onClose} = wish
      const cut = () => socket.terminate()
      if (signal?.aborted) cut()
      signal?.addEventListener('abort', cut, {once: true})
      socket.once('close', (code) => {
        signal?.removeEventListener('abort', cut)
        onClose?.(code)
      })
      // Frames can come with the handshake's answer, so the reader is there before it.
      socket.on('message', (data) => {
        if (!Buffer.isBuffer(data) || data.length === 0 || data[0] === closeChannel) return
        if (data[0] === statusChannel) onStatus?.(data.toString('utf8', 1))
        if (binary && !binary(data.readUint8(0), data.subarray(1))) socket.close()
        for (const output of outputs) holdBack(socket, output)
      })
      await opened(socket, kube, path, signal)
      return socket
    },
  }
}

function opened(socket: WebSocket, kube: KubeClient, path: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', (error) =>
      reject(signal?.aborted ? interrupted(signal, kube.server, 0) : networkError(error, kube.server)),
    )
    socket.once('unexpected-response', (_request, answer) => {
      refusal(answer, kube.server, path).then(reject, reject)
    })
  })
}

async function refusal(answer: IncomingMessage, server: string, path: string): Promise<OmeError> {
  const code = answer.statusCode ?? 0
  if (code >= 400)
    return statusError(code, await readBody(answer, `GET ${path.split('?', 1)[0]}`), {method: 'GET', path, server})
  answer.destroy()
  return new OmeError('unreachable', `${server} answered ${code} where a stream was asked for`)
}

function holdBack(socket: WebSocket, output: Writable) {
  if (!output.writableNeedDrain || socket.isPaused) return
  socket.pause()
  output.once('drain', () => socket.resume())
}
