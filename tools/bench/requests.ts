import {readFileSync} from 'node:fs'
import {Agent, request} from 'node:https'
import {performance} from 'node:perf_hooks'
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
  call(method: string, path: string, body?: unknown): Promise<number>
  close(): void
}

/** One client with one kept-alive TLS connection to the server of a kubeconfig. */
export function apiCaller(kubeconfigPath: string): ApiCaller {
  const config = load(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig
  const cluster = config.clusters[0]?.cluster
  const user = config.users[0]?.user
  if (!cluster || !user) throw new Error(`${kubeconfigPath} names no cluster or no user`)
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  })
  const call = (method: string, path: string, body?: unknown): Promise<number> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        `${cluster.server}${path}`,
        {method, agent, headers: {'content-type': 'application/json', accept: 'application/json'}},
        (response) => {
          response.resume()
          response.on('end', () => resolve(response.statusCode ?? 0))
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    })
  return {call, close: () => agent.destroy()}
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
