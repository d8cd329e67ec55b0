import type {IncomingMessage} from 'node:http'
import type {WebSocket} from 'ws'
import {badRequest, notImplemented} from './errors.ts'
import type {Exchange} from './exchange.ts'
import {serveAttach, serveExec} from './exec-stream.ts'
import {containerOf} from './pod-log.ts'
import {servePortForward} from './port-forward.ts'
import type {Reply} from './reply.ts'
import type {ResourceRequest} from './request-info.ts'
import {serveSpdyTunnel} from './spdy-tunnel.ts'

const spdyTunnel = 'SPDY/3.1+portforward.k8s.io'
const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

/** `pods/exec`, `pods/attach` and `pods/portforward` over WebSocket. */
export async function serveStreams(exchange: Exchange, resource: ResourceRequest): Promise<Reply | undefined> {
  const {front, info, request, head} = exchange
  const {type, namespace, name, subresource} = resource
  const pod = front.core.operations.get({type, namespace, name, subresource: ''})
  const {agent} = front
  if (!agent) throw notImplemented(`pods/${subresource} without a node agent`)
  const upgrade = request.headers.upgrade?.toLowerCase()
  if (!head || upgrade === undefined) throw badRequest('Upgrade request required')
  if (upgrade !== 'websocket')
    throw notImplemented(`pods/${subresource} over ${request.headers.upgrade}; WebSocket works`)
  const tunnels = offered(request).includes(spdyTunnel)
  const container = subresource === 'portforward' ? '' : containerOf(pod, info.query.get('container') ?? '')
  const socket = await accept(exchange, head, tunnels)
  if (subresource === 'portforward') {
    if (tunnels) serveSpdyTunnel(socket, agent, pod)
    else
      servePortForward(
        socket,
        agent,
        pod,
        info.query
          .getAll('ports')
          .flatMap((ports) => ports.split(','))
          .map(Number),
      )
    return undefined
  }
  const session = {socket, agent, pod, container, query: info.query, closable: socket.protocol === channelProtocols[0]}
  if (subresource === 'exec') serveExec(session)
  else serveAttach(session)
  return undefined
}

const offered = (request: IncomingMessage): string[] =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())

/** Hands the connection over from HTTP; refusals before this are ordinary answers. */
async function accept({request, response}: Exchange, head: Buffer, tunnels: boolean): Promise<WebSocket> {
  const {WebSocketServer} = await import('ws')
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => channelProtocols.find((one) => protocols.has(one)) ?? false,
  })
  if (tunnels) {
    // The name holds a slash, which ws refuses as a token: it is taken off the request and put on the answer by hand.
    delete request.headers['sec-websocket-protocol']
    server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${spdyTunnel}`))
  }
  const {socket} = request
  response.detachSocket(socket)
  return new Promise((resolve) => server.handleUpgrade(request, socket, head, resolve))
}
