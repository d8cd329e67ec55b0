import {createServer as createHttp} from 'node:http'
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net'

/** A proxy on loopback; `asked` are the targets it was asked for, with the credentials it was given. */
export interface LoopbackProxy extends AsyncDisposable {
  readonly host: string
  readonly asked: readonly string[]
}

/** An HTTP proxy that carries CONNECT to the real target, or answers with `refuse`. */
export async function httpProxy(refuse?: number): Promise<LoopbackProxy> {
  const asked: string[] = []
  const open = new Set<Socket>()
  const server = createHttp((_request, response) => response.writeHead(400).end())
  server.on('connection', (socket) => void open.add(socket))
  server.on('connect', (request, client: Socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse} No\r\n\r\n`)
      return
    }
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(request.url ?? '') ?? []
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      join(client, target, open)
    })
  })
  return listening(server, asked, open)
}

/** A SOCKS 5 proxy; with `login` it asks for exactly that `user:password`. */
export async function socksProxy(login?: string): Promise<LoopbackProxy> {
  const asked: string[] = []
  const open = new Set<Socket>()
  const server = createServer((client) => {
    open.add(client)
    const steps = [
      () => client.write(Uint8Array.of(5, login === undefined ? 0 : 2)),
      ...(login === undefined
        ? []
        : [
            (data: Buffer) => {
              const length = data[1] ?? 0
              const given = `${data.toString('utf8', 2, 2 + length)}:${data.toString('utf8', 3 + length)}`
              client.write(Uint8Array.of(1, given === login ? 0 : 1))
            },
          ]),
      (data: Buffer) => {
        const length = data[4] ?? 0
        const host = data.toString('utf8', 5, 5 + length)
        const port = data.readUint16BE(5 + length)
        asked.push(`${host}:${port}`)
        const target = connect(port, host, () => {
          client.removeAllListeners('data')
          client.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))
          join(client, target, open)
        })
      },
    ]
    client.on('data', (data: Buffer) => steps.shift()?.(data))
  })
  return listening(server, asked, open)
}

function join(client: Socket, target: Socket, open: Set<Socket>) {
  open.add(target)
  target.on('error', () => client.destroy())
  client.on('error', () => target.destroy())
  client.pipe(target).pipe(client)
}

async function listening(server: Server, asked: readonly string[], open: ReadonlySet<Socket>): Promise<LoopbackProxy> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
