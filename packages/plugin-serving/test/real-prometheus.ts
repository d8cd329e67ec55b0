import {type ChildProcess, spawn} from 'node:child_process'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {createServer as createSocket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout} from 'node:timers/promises'

/** Of Debian's package `prometheus`. */
const program = process.env['OME_TEST_PROMETHEUS'] ?? 'prometheus'

export interface RealPrometheus extends AsyncDisposable {
  /** Value of the only series of an answer at a moment, in seconds. */
  value(expression: string, at?: number): Promise<number | undefined>
  /** An address at which every question is about one moment. */
  at(seconds: number): Promise<{readonly url: string} & AsyncDisposable>
}

interface Target {
  readonly namespace: string
  readonly pod: string
  readonly port: number
}

/** Scrapes pods through the proxy of the API server four times a second; undefined where there is no such program. */
export async function realPrometheus(
  kubeconfig: string,
  targets: readonly Target[],
): Promise<RealPrometheus | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'ome-real-prometheus-'))
  await writeConfiguration(kubeconfig, folder, targets)
  const url = `http://127.0.0.1:${await freePort()}`
  const child = spawn(
    program,
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${url.replace('http://', '')}`,
    ],
    {stdio: 'ignore'},
  )
  if (!(await isSpawned(child))) {
    await rm(folder, {recursive: true})
    return undefined
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    value: (expression, at) => valueIn(url, expression, at),
    at: (seconds) => fixedAt(url, seconds),
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
      await rm(folder, {recursive: true, force: true})
    },
  }
}

const isSpawned = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve) => {
    child.once('spawn', () => resolve(true))
    child.once('error', () => resolve(false))
  })

interface QueryAnswer {
  readonly error?: string
  readonly data?: {readonly result: readonly {readonly value: readonly [number, string]}[]}
}

async function valueIn(url: string, query: string, at?: number): Promise<number | undefined> {
  const parameters = new URLSearchParams({query, ...(at !== undefined && {time: String(at)})})
  const response = await fetch(`${url}/api/v1/query?${parameters}`)
  const {data, error} = (await response.json()) as QueryAnswer
  if (error !== undefined) throw new Error(`${query}: ${error}`)
  const [series] = data?.result ?? []
  return series === undefined ? undefined : Number(series.value[1])
}

/** Waits until a question has an answer. */
export async function answered(ask: () => Promise<number | undefined>, withinMs: number): Promise<void> {
  const end = Date.now() + withinMs
  while ((await ask().catch(() => undefined)) === undefined) {
    if (Date.now() > end) throw new Error('the real Prometheus has no samples')
    await setTimeout(50)
  }
}

/** Between two questions samples come in: all are asked about the same moment. */
async function fixedAt(url: string, seconds: number) {
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url ?? '/', url)
    if (asked.pathname === '/api/v1/query') asked.searchParams.set('time', String(seconds))
    const answer = await fetch(asked)
    response.writeHead(answer.status, {'content-type': 'application/json'}).end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const {port} = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createSocket().listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

async function writeConfiguration(kubeconfig: string, folder: string, targets: readonly Target[]): Promise<void> {
  const {clusters, users} = JSON.parse(await readFile(kubeconfig, 'utf8'))
  const text = (data: string): string => Buffer.from(data, 'base64').toString()
  const [{cluster}, {user}] = [clusters[0], users[0]]
  const configuration = {
    global: {scrape_interval: '250ms', scrape_timeout: '250ms'},
    scrape_configs: [
      {
        job_name: 'pods',
        scheme: 'https',
        tls_config: {ca_file: `${folder}/ca.crt`, cert_file: `${folder}/client.crt`, key_file: `${folder}/client.key`},
        static_configs: targets.map(({namespace, pod, port}) => ({
          targets: [cluster.server.replace('https://', '')],
          labels: {
            namespace,
            pod,
            __metrics_path__: `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy/metrics`,
          },
        })),
      },
    ],
  }
  await Promise.all([
    writeFile(join(folder, 'ca.crt'), text(cluster['certificate-authority-data'])),
    writeFile(join(folder, 'client.crt'), text(user['client-certificate-data'])),
    writeFile(join(folder, 'client.key'), text(user['client-key-data']), {mode: 0o600}),
    writeFile(join(folder, 'prometheus.yml'), JSON.stringify(configuration)),
  ])
}
