import {createServer, request as httpRequest, type IncomingMessage} from 'node:http'
import {duplexPair} from 'node:stream'
import type {ApiObject} from '../api.ts'
import type {NodeAgent} from '../node-agent.ts'

export interface InsideRequest {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly signal?: AbortSignal
}

/**
 * Sends an HTTP request to a port of a pod without leaving the process; resolves to the answer once its headers are
 * there, and to undefined when nothing listens.
 */
export function insideHttp(
  forward: NodeAgent['http'],
  pod: ApiObject,
  port: number,
  {method = 'GET', path, headers = {}, body, signal}: InsideRequest,
): Promise<IncomingMessage | undefined> {
  const [near, far] = duplexPair()
  return new Promise((resolve, reject) => {
    const server = createServer((incoming, response) => {
      if (forward(pod, port, incoming, response, incoming.url ?? '/')) return
      near.destroy()
      far.destroy()
      resolve(undefined)
    })
    const outgoing = httpRequest(
      {method, path, headers: {...headers, connection: 'close'}, createConnection: () => near, ...(signal && {signal})},
      resolve,
    )
    outgoing.on('error', (error) => reject(error))
    far.on('error', () => far.destroy())
    server.emit('connection', far)
    outgoing.end(body)
  })
}
