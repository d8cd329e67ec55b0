import {createServer} from 'node:http'
import {type Duplex, duplexPair} from 'node:stream'
import type {WebSocket} from 'ws'
import type {ApiObject} from '../api.ts'
import type {NodeAgent} from '../node-agent.ts'

/** A byte stream to a port of a pod. What listens there speaks HTTP; `refused` is called when nothing does. */
export function openTunnel(agent: NodeAgent, pod: ApiObject, port: number, refused: (message: string) => void): Duplex {
  const [near, far] = duplexPair()
  const server = createServer((request, response) => {
    if (agent.http(pod, port, request, response, request.url ?? '/')) return
    refused(
      `failed to connect to localhost:${port} inside namespace "${pod.metadata.namespace}", pod "${pod.metadata.name}": connection refused`,
    )
    near.destroy()
    far.destroy()
  })
  near.on('end', () => near.end())
  server.emit('connection', far)
  return near
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
