import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {performance} from 'node:perf_hooks'
import {connect, type TLSSocket} from 'node:tls'
import {load} from 'js-yaml'

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: {readonly server: string; readonly 'certificate-authority-data': string}
  }[]
  readonly users: readonly {
    readonly user: {readonly 'client-certificate-data': string; readonly 'client-key-data': string}
  }[]
}

const decode = (text: string): Buffer => Buffer.from(text, 'base64')

export interface ApiCaller {
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<number>
  close(): void
}

/**
 * One client with one TLS connection to the server of a kubeconfig, one request after the other. Written on the socket:
 * node's own HTTP client takes longer for a request than the server under test.
 */
export async function apiCaller(kubeconfigPath: string): Promise<ApiCaller> {
  const {socket, host} = await connected(kubeconfigPath)
  const call: ApiCaller['call'] = async (method, path, body, contentType = 'application/json') => {
    const content = body === undefined ? '' : JSON.stringify(body)
    const answer = readAnswer(socket)
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: application/json\r\ncontent-type: ${contentType}\r\ncontent-length: ${Buffer.byteLength(content)}\r\n\r\n${content}`,
    )
    return answer
  }
  return {call, close: () => socket.destroy()}
}

/** Watches on a connection of its own; every line of the answer with an event in it goes to the listener. */
export async function openWatch(kubeconfigPath: string, path: string, listener: (line: string) => void): Promise<void> {
  const {socket, host} = await connected(kubeconfigPath)
  let rest = ''
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('{')) listener(line)
  })
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: application/json\r\n\r\n`)
  await once(socket, 'data')
}

async function connected(kubeconfigPath: string): Promise<{socket: TLSSocket; host: string}> {
  const config = load(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig
  const cluster = config.clusters[0]?.cluster
  const user = config.users[0]?.user
  if (!cluster || !user) throw new Error(`${kubeconfigPath} names no cluster or no user`)
  const {hostname, port} = new URL(cluster.server)
  const socket = connect({
    host: hostname,
    port: Number(port),
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  })
  await once(socket, 'secureConnect')
  socket.setNoDelay(true)
  return {socket, host: `${hostname}:${port}`}
}

/** The status of the next answer, when all of it has come. */
function readAnswer(socket: TLSSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0)
    const settle = (act: () => void): void => {
      for (const event of ['data', 'error', 'close']) socket.removeAllListeners(event)
      act()
    }
    socket.on('error', (error) => settle(() => reject(error)))
    socket.on('close', () => settle(() => reject(new Error('the server closed the connection'))))
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const end = received.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = received.toString('latin1', 0, end)
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
      if (length === undefined) settle(() => reject(new Error(`an answer without length: ${head}`)))
      else if (received.length >= end + 4 + Number(length)) settle(() => resolve(Number(head.slice(9, 12))))
    })
  })
}

/** Create, get and list of small ConfigMaps in turn, one request after the other; requests per second. */
export async function requestRate(caller: ApiCaller, rounds: number): Promise<number> {
  const collection = '/api/v1/namespaces/bench/configmaps'
  await caller.call('POST', '/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'bench'}})
  const round = async (index: number, prefix = 'bench'): Promise<void> => {
    const name = `${prefix}-${index}`
    const answers = [
      await caller.call('POST', collection, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {name, labels: {round: String(index % 10)}},
        data: {key: 'value'},
      }),
      await caller.call('GET', `${collection}/${name}`),
      await caller.call('GET', `${collection}?limit=1`),
    ]
    if (answers.some((status) => status >= 400))
      throw new Error(`the sandbox refused a request of the benchmark: ${answers.join(', ')}`)
  }
  for (let index = 0; index < 200; index += 1) await round(index, 'warm')
  const started = performance.now()
  for (let index = 0; index < rounds; index += 1) await round(index)
  const seconds = (performance.now() - started) / 1000
  return (rounds * 3) / seconds
}
