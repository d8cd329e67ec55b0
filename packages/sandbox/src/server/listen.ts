import {type IncomingMessage, ServerResponse} from 'node:http'
import {createServer as createHttps, type Server} from 'node:https'
import type {Socket} from 'node:net'
import type {Certificates} from './access/certificates.ts'

export interface Address {
  /** 0 picks a free port. */
  readonly port: number
  readonly host?: string
  /** How long a client may take to send a whole request. Default a minute, as the real server's. */
  readonly requestTimeoutMs?: number
}

export interface Listening {
  readonly port: number
  readonly url: string
  close(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse, head?: Buffer) => void

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}
/** What Go's server tells a client that speaks HTTP where TLS is expected. */
const plainRefusal = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'
const peerOf = ({remoteAddress, remotePort}: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${remoteAddress} ${remotePort}`
const maxHeaderBytes = 64 * 1024

/** Serves HTTPS with the cluster's certificates; a broken client only loses its own connection. */
export async function listen(
  handler: Handler,
  {authority, server: own}: Certificates,
  {port, host = '127.0.0.1', requestTimeoutMs = 60_000}: Address,
): Promise<Listening> {
  const server = createHttps({
    cert: own.certificate,
    key: own.key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: false,
    maxHeaderSize: maxHeaderBytes,
    keepAliveTimeout: 120_000,
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(30_000, requestTimeoutMs),
    handshakeTimeout: Math.min(30_000, requestTimeoutMs),
    connectionsCheckingInterval: Math.min(30_000, requestTimeoutMs / 2),
    noDelay: true,
  })
  const sockets = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket)
    sockets.set(peer, socket)
    socket.on('close', () => sockets.delete(peer))
  })
  server.on('request', handler)
  server.on('upgrade', (request, socket, head) => upgrade(handler, request, socket as Socket, head))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const line = statusLines[error.code ?? ''] ?? (error.code?.startsWith('HPE_') ? '400 Bad Request' : undefined)
    // Only where TLS works and HTTP alone was broken is there a channel to say so on.
    if (error.code === 'ERR_SSL_HTTP_REQUEST') sockets.get(peerOf(socket as Socket))?.end(plainRefusal)
    else if (socket.writable && line) socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    else socket.destroy()
  })
  const bound = await bind(server, port, host)
  return {
    port: bound,
    url: `https://${host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets.values()) socket.destroy()
      }),
  }
}

/** An upgrade goes through the same stages as any request; refusals are answered on a response of its own. */
function upgrade(handler: Handler, request: IncomingMessage, socket: Socket, head: Buffer): void {
  socket.on('error', () => socket.destroy())
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.on('finish', () => socket.end())
  handler(request, response, head)
}

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
