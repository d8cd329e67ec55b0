import {createServer} from 'node:http'
import {type Duplex, duplexPair} from 'node:stream'
import type {WebSocket} from 'ws'
import type {ApiObject} from '../../api.ts'
import type {NodeAgent} from '../../node-agent.ts'
import type {SpdyStream} from './spdy-connection.ts'

/** Why a port cannot be forwarded, as the container runtime words it. */
function refusal(pod: ApiObject, port: number): string {
  const sandbox = (pod.metadata.uid ?? '').replaceAll('-', '').padEnd(64, '0')
  return `error forwarding port ${port} to pod ${sandbox}, uid : failed to execute portforward in network namespace "/var/run/netns/cni-${pod.metadata.uid ?? ''}": failed to connect to localhost:${port} inside namespace "${sandbox}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found `
}

const longestIdleMs = 4 * 3_600_000

/** A byte stream to a port of a pod; `refused` is called, and the stream ends, when nothing listens there. */
export function openTunnel(agent: NodeAgent, pod: ApiObject, port: number, refused: (message: string) => void): Duplex {
  const raw = agent.connect?.(pod, port)
  if (raw) return raw
  const [near, far] = duplexPair()
  const refuse = (): void => {
    refused(refusal(pod, port))
    near.destroy()
    far.destroy()
  }
  far.on('error', () => far.destroy())
  near.on('error', () => near.destroy())
  if (raw === false) {
    setImmediate(refuse)
    return near
  }
  const server = createServer({keepAliveTimeout: longestIdleMs, requestTimeout: 0}, (request, response) => {
    if (!agent.http(pod, port, request, response, request.url ?? '/')) refuse()
  })
  server.emit('connection', far)
  return near
}

/**
 * kubectl's port-forward: for each connection an error stream and a data stream with the same `requestid`, in whatever
 * order they come.
 */
export function forwardStreams(agent: NodeAgent, pod: ApiObject): (stream: SpdyStream) => void {
  const errors = new Map<string, SpdyStream>()
  const waiting = new Map<string, SpdyStream>()

  function join(data: SpdyStream, error: SpdyStream): void {
    const tunnel = openTunnel(agent, pod, Number(data.headers.get('port')), (message) => error.end(message))
    tunnel.on('error', () => data.destroy())
    tunnel.on('close', () => {
      data.end()
      if (!error.writableEnded) error.end()
      // What the client still sends goes nowhere; unread it would hold up the other connections.
      data.resume()
    })
    data.on('close', () => tunnel.destroy())
    data.pipe(tunnel).pipe(data)
  }

  return (stream) => {
    const id = stream.headers.get('requestid') ?? stream.headers.get('port') ?? ''
    const isError = stream.headers.get('streamtype') === 'error'
    const own = isError ? errors : waiting
    const partner = (isError ? waiting : errors).get(id)
    if (isError) stream.resume()
    if (!partner) {
      own.set(id, stream)
      stream.on('close', () => own.delete(id))
      return
    }
    errors.delete(id)
    waiting.delete(id)
    if (isError) join(partner, stream)
    else join(stream, partner)
  }
}

/**
 * Port-forward as client-node speaks it: two channels for each port, data and error; the first two bytes of a channel
 * are the port number, little endian.
 */
export function servePortForward(socket: WebSocket, agent: NodeAgent, pod: ApiObject, ports: readonly number[]): void {
  const send = (number: number, bytes: Uint8Array) => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.from([number]), bytes]))
  }
  const streams = ports.map((port, i) => {
    const announced = Buffer.from([port & 0xff, port >>> 8])
    send(2 * i, announced)
    send(2 * i + 1, announced)
    const stream = openTunnel(agent, pod, port, (message) => send(2 * i + 1, Buffer.from(message)))
    stream.on('data', (bytes: Buffer) => send(2 * i, bytes))
    stream.on('error', () => socket.close())
    stream.on('close', () => socket.close())
    return stream
  })
  socket.on('message', (data: Buffer) => {
    const [number = 0] = data
    if (number % 2 === 0) streams[number / 2]?.write(data.subarray(1))
  })
  const end = () => {
    for (const stream of streams) stream.destroy()
  }
  socket.on('close', end)
  socket.on('error', end)
}
