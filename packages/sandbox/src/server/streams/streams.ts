import type {IncomingMessage} from 'node:http'
import type {WebSocket} from 'ws'
import type {ApiObject} from '../../api.ts'
import type {NodeAgent} from '../../node-agent.ts'
import {badRequest, failure, notImplemented} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import type {Reply} from '../reply.ts'
import {isTrue, type ResourceRequest} from '../request-info.ts'
import {channelProtocols, channelTerminal} from './channel-socket.ts'
import {containerOf} from './pod-log.ts'
import {forwardStreams, servePortForward} from './port-forward.ts'
import {type RemoteCommand, serveCommand} from './remote-command.ts'
import {endSoon, negotiate, spdyProtocols, spdyTerminal, tunnelSpdy, upgradeToSpdy} from './spdy-upgrade.ts'

const forwardProtocol = 'portforward.k8s.io'
const spdyTunnel = `SPDY/3.1+${forwardProtocol}`

interface Target {
  readonly agent: NodeAgent
  readonly pod: ApiObject
  readonly subresource: string
}

/** `pods/exec`, `pods/attach` and `pods/portforward` over WebSocket and over SPDY/3.1. */
export async function serveStreams(exchange: Exchange, resource: ResourceRequest): Promise<Reply | undefined> {
  const {front, request, head} = exchange
  const {type, namespace, name, subresource} = resource
  const pod = front.core.operations.get({type, namespace, name, subresource: ''})
  const {agent} = front
  if (!agent) throw notImplemented(`pods/${subresource} without a node agent`)
  const upgrade = request.headers.upgrade?.toLowerCase()
  if (!head || upgrade === undefined) throw badRequest('Upgrade request required')
  const target = {agent, pod, subresource}
  if (upgrade === 'websocket') await overWebSocket(exchange, head, target)
  else if (upgrade === 'spdy/3.1') overSpdy(exchange, head, target)
  else throw badRequest(`unable to upgrade: missing upgrade headers in request: ${upgrade} is none that is known`)
  return undefined
}

/** What an exec or attach asks for; throws when its parameters contradict each other or its container is unknown. */
function commandOf({info}: Exchange, {agent, pod, subresource}: Target): RemoteCommand {
  const {query} = info
  const isAttach = subresource === 'attach'
  const container = containerOf(pod, query.get('container') ?? '')
  if (!isAttach && query.getAll('command').length === 0) throw badRequest('you must specify at least one command')
  if (!['stdin', 'stdout', 'stderr'].some((name) => isTrue(query.get(name))))
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
  dial(agent, pod)
  return {agent, pod, container, query, isAttach}
}

/** A node that does not answer is told before the connection is handed over. */
function dial(agent: NodeAgent, pod: ApiObject): void {
  const node: string | undefined = pod['spec'].nodeName
  const problem = node === undefined ? undefined : agent.unreachable?.(node)
  if (problem !== undefined) throw failure(500, `error dialing backend: ${problem}`, undefined, '')
}

async function overWebSocket(exchange: Exchange, head: Buffer, target: Target): Promise<void> {
  const {agent, pod} = target
  if (target.subresource !== 'portforward') {
    const command = commandOf(exchange, target)
    return serveCommand(command, channelTerminal(await accept(exchange, head, false)))
  }
  dial(agent, pod)
  const tunnels = offered(exchange.request).includes(spdyTunnel)
  const ports = exchange.info.query.getAll('ports').flatMap((text) => text.split(','))
  const bad = ports.find((port) => !(Number(port) > 0 && Number(port) < 65_536))
  if (bad !== undefined) throw badRequest(`port ${JSON.stringify(bad)} is not a port number`)
  const socket = await accept(exchange, head, tunnels)
  if (tunnels) tunnelSpdy(socket, forwardStreams(agent, pod))
  else servePortForward(socket, agent, pod, ports.map(Number))
}

function overSpdy(exchange: Exchange, head: Buffer, target: Target): void {
  const {agent, pod} = target
  if (target.subresource === 'portforward') {
    dial(agent, pod)
    const protocol = negotiate(exchange, [forwardProtocol])
    upgradeToSpdy(exchange, head, protocol, forwardStreams(agent, pod))
    return
  }
  const command = commandOf(exchange, target)
  const protocol = negotiate(exchange, spdyProtocols)
  const wants = (name: string): boolean => isTrue(command.query.get(name))
  const resizes = wants('tty') && spdyProtocols.indexOf(protocol) < 2
  const expected = [
    'error',
    ...['stdin', 'stdout', 'stderr'].filter((name) => wants(name) && !(name === 'stderr' && wants('tty'))),
    ...(resizes ? ['resize'] : []),
  ]
  const client = spdyTerminal(protocol, expected, (terminal) => {
    serveCommand(command, terminal).then(() => endSoon(socket))
  })
  const socket = upgradeToSpdy(exchange, head, protocol, client.opened)
  socket.on('close', client.gone)
}

const offered = (request: IncomingMessage): string[] =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())

const longestMessage = 32 * 1024 * 1024

/** A client that names subprotocols has to name one that is known; one that names none gets the oldest. */
function checkProtocols(request: IncomingMessage): void {
  const names = offered(request).filter(Boolean)
  if (names.length > 0 && !names.some((name) => (channelProtocols as readonly string[]).includes(name)))
    throw failure(403, `unable to upgrade: the subprotocols ${names.join(', ')} are not supported`)
}

/** Hands the connection over from HTTP; refusals before this are ordinary answers. */
async function accept({request, response}: Exchange, head: Buffer, tunnels: boolean): Promise<WebSocket> {
  if (!tunnels) checkProtocols(request)
  const {WebSocketServer} = await import('ws')
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
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
