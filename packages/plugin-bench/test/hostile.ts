import {once} from 'node:events'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'

export interface Hostile extends AsyncDisposable {
  readonly url: string
}

/** An engine that lists model `m`, not under `/bare`, and answers requests as it is told. */
export async function hostile(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Hostile> {
  const server = createServer((request, response) => {
    request.resume()
    if (request.method === 'POST') answer(request, response)
    else if (request.url?.startsWith('/bare')) response.writeHead(404).end()
    else response.writeHead(200, {'content-type': 'application/json'}).end('{"data":[{"id":"m"}]}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
