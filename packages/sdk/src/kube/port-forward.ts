import type {AddressInfo, Server, Socket} from 'node:net'
import {type Duplex, PassThrough} from 'node:stream'
import {isOmeError, OmeError} from '../errors.ts'
import type {KubeClient} from '../kube.ts'
import {plain} from '../text.ts'
import {segment} from './paths.ts'
import {streamSockets} from './stream-socket.ts'

export interface ForwardedPort {
  /** Port on this machine; 0 asks for a free one. */
  readonly local: number
  readonly remote: number
}

export interface PortForwardRequest {
  readonly namespace: string
  /** A function is asked for each connection, so that another pod can take the place of one that is gone. */
  readonly pod: string | (() => string)
  readonly ports: readonly ForwardedPort[]
  /** Addresses to listen on; default both loopback addresses, as far as the machine has them. */
  readonly addresses?: readonly string[]
  readonly signal?: AbortSignal
  /** Opens a tunnel and closes it before it listens, so that a right that is missing is told at once. */
  readonly tryFirst?: boolean
  readonly onConnection?: (port: ForwardedPort) => void
  /** One connection failed; the others and the listener go on. */
  readonly onError?: (error: OmeError, port: ForwardedPort) => void
}

export interface PortForward {
  /** The ports in use, free ones chosen. */
  readonly ports: readonly ForwardedPort[]
  /** Settles when the signal or `close` ended it. */
  readonly closed: Promise<void>
  close(): void
}

const loopback = ['127.0.0.1', '::1']

/**
 * Listens on this machine and carries each connection to a port of the pod over a WebSocket of its own. Throws
 * `failed` when a local port is taken.
 */
export async function forwardPorts(kube: KubeClient, request: PortForwardRequest): Promise<PortForward> {
  segment(request.namespace, 'namespace')
  if (typeof request.pod === 'string') segment(request.pod, 'name')
  const stop = new AbortController()
  const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal
  const servers: Server[] = []
  const [first] = request.ports
  if (request.tryFirst && first) await tryOut(kube, request, first.remote, signal)
  try {
    const ports: ForwardedPort[] = []
    for (const wanted of request.ports) ports.push(await listen(kube, {...request, signal}, wanted, servers))
    const closed = new Promise<void>((resolve) => {
      const end = () =>
        Promise.all(servers.map((server) => new Promise((done) => server.close(done)))).then(() => resolve())
      if (signal.aborted) void end()
      signal.addEventListener('abort', () => void end(), {once: true})
    })
    return {ports, closed, close: () => stop.abort()}
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
}

async function listen(
  kube: KubeClient,
  request: PortForwardRequest & {readonly signal: AbortSignal},
  wanted: ForwardedPort,
  servers: Server[],
): Promise<ForwardedPort> {
  const {createServer} = process.getBuiltinModule('node:net')
  let port = wanted
  let listening = 0
  for (const address of request.addresses ?? loopback) {
    const server = createServer({allowHalfOpen: false}, (socket) => void carry(kube, request, port, socket))
    const failure = await bind(server, port.local, address)
    if (failure) {
      // A machine without IPv6 still has the other loopback address.
      if (request.addresses === undefined && listening > 0) continue
      throw failure
    }
    servers.push(server)
    listening += 1
    port = {...port, local: (server.address() as AddressInfo).port}
  }
  return port
}

const bind = (server: Server, port: number, address: string): Promise<OmeError | undefined> =>
  new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(bindError(error, port, address)))
    server.listen(port, address, () => resolve(undefined))
  })

function bindError(cause: NodeJS.ErrnoException, port: number, address: string): OmeError {
  const where = `port ${port} of ${address}`
  if (cause.code === 'EADDRINUSE')
    return new OmeError(
      'failed',
      `${where} is in use already`,
      ['choose another local port; with none before the colon, as in :8080, a free one is taken'],
      {cause},
    )
  if (cause.code === 'EACCES')
    return new OmeError('failed', `${where} is for privileged programs`, ['choose a local port from 1024 up'], {cause})
  return new OmeError('failed', `cannot listen on ${where}: ${cause.message}`, [], {cause})
}

interface Tunnel {
  readonly namespace: string
  readonly pod: string
  readonly port: number
  readonly stream: Duplex
  readonly errors: PassThrough
  readonly signal: AbortSignal
  readonly onClose: () => void
}

/** Joins a stream with a port of a pod; the way to close it. */
async function open(kube: KubeClient, {namespace, pod, port, stream, errors, signal, onClose}: Tunnel) {
  const {KubeConfig, PortForward} = await import('@kubernetes/client-node')
  const sockets = streamSockets(kube, {signal, outputs: [stream], onClose})
  const forward = new PortForward(new KubeConfig(), true, sockets)
  const tunnel = await forward.portForward(namespace, pod, [port], stream, errors, stream)
  return () => (typeof tunnel === 'function' ? tunnel() : tunnel)?.close()
}

const podOf = ({pod}: PortForwardRequest): string => (typeof pod === 'string' ? pod : pod())

async function tryOut(kube: KubeClient, request: PortForwardRequest, port: number, signal: AbortSignal): Promise<void> {
  const {namespace} = request
  const [stream, errors] = [new PassThrough(), new PassThrough()]
  const close = await open(kube, {namespace, pod: podOf(request), port, stream, errors, signal, onClose: () => {}})
  close()
}

async function carry(
  kube: KubeClient,
  request: PortForwardRequest & {readonly signal: AbortSignal},
  port: ForwardedPort,
  socket: Socket,
) {
  const {namespace, signal} = request
  const pod = podOf(request)
  const fail = (error: OmeError) => {
    socket.destroy()
    if (!signal.aborted) request.onError?.(error, port)
  }
  const errors = new PassThrough().setEncoding('utf8')
  // The server may leave the WebSocket open after an error; the person's connection must not hang on it.
  errors.once('data', (text: string) => {
    fail(new OmeError('failed', `port ${port.remote} of pod "${pod}": ${plain(text.trim())}`))
  })
  socket.on('error', () => socket.destroy())
  request.onConnection?.(port)
  const onClose = () => socket.end()
  try {
    const close = await open(kube, {namespace, pod, port: port.remote, stream: socket, errors, signal, onClose})
    if (socket.destroyed) close()
    else socket.once('close', close)
  } catch (error) {
    fail(
      isOmeError(error)
        ? error
        : new OmeError('failed', `port ${port.remote} of pod "${pod}" cannot be reached`, [], {cause: error}),
    )
  }
}
