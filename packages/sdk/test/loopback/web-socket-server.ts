import type {IncomingMessage} from 'node:http'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {type WebSocket, WebSocketServer} from 'ws'
import type {Loopback} from './server.ts'

/** A loopback server that answers upgrades: by `refuse` with a status and body, else with a WebSocket. */
export async function webSocketLoopback(
  speak: (socket: WebSocket, request: IncomingMessage) => void,
  refuse?: {readonly code: number; readonly body: object},
): Promise<Loopback> {
  const requests: string[] = []
  let connections = 0
  const sockets = new WebSocketServer({noServer: true, handleProtocols: (offered) => [...offered][0] ?? false})
  const server = createServer()
  server.on('connection', () => {
    connections += 1
  })
  server.on('upgrade', (request, socket, head) => {
    requests.push(`${request.method} ${request.url}`)
    if (refuse)
      socket.end(
        `HTTP/1.1 ${refuse.code} No\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${JSON.stringify(refuse.body)}`,
      )
    else sockets.handleUpgrade(request, socket, head, (webSocket) => speak(webSocket, request))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A frame of the channel protocol. */
export const frame = (channel: number, text: string): Buffer =>
  Buffer.concat([Uint8Array.of(channel), Buffer.from(text)])
