import assert from 'node:assert/strict'
import {type ChildProcess, spawn} from 'node:child_process'
import {openSync} from 'node:fs'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {instantQuery, rangeQuery} from '../src/prometheus/promql/query.ts'
import type {Labels, SeriesSource} from '../src/prometheus/series-source.ts'
import {expressions, unreadable} from './prometheus-expressions.ts'
import {engine, node, pod} from './prometheus-fixture.ts'

/** Of Debian's package `prometheus`. */
const program = process.env['OME_TEST_PROMETHEUS'] ?? 'prometheus'

interface Series {
  readonly metric: Labels
  readonly value?: [number, string]
  readonly values?: [number, string][]
}

interface Answer {
  readonly status: string
  readonly error?: string
  readonly data: {readonly resultType: string; readonly result: Series[] | [number, string]}
}

const free = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const scraped = [
  ['chat', 8000],
  ['spare', 8000],
  ['state', 8080],
] as const

/**
 * Prometheus scrapes pods through the proxy of the API server, with the kubeconfig's authority and identity. Debian
 * builds it without the discovery of Kubernetes, so the pods are named.
 */
const configuration = (api: string, folder: string): string =>
  JSON.stringify({
    global: {scrape_interval: '500ms', scrape_timeout: '500ms'},
    scrape_configs: [
      {
        job_name: 'pods',
        scheme: 'https',
        tls_config: {ca_file: `${folder}/ca.crt`, cert_file: `${folder}/client.crt`, key_file: `${folder}/client.key`},
        static_configs: scraped.map(([name, port]) => ({
          targets: [api.replace('https://', '')],
          labels: {
            namespace: 'default',
            pod: name,
            __metrics_path__: `/api/v1/namespaces/default/pods/${name}:${port}/proxy/metrics`,
          },
        })),
      },
      {job_name: 'nobody', static_configs: [{targets: ['127.0.0.1:1']}]},
    ],
  })

const state = pod(
  'state',
  'default',
  {image: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.13.0'},
  {annotations: {'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080'}},
)

/** @feature Traffic: Prometheus: PromQL of 2.42, values and messages | golden */
describe('the real Prometheus', function () {
  this.timeout(120_000)
  let cluster: Cluster
  let folder: string
  let child: ChildProcess
  let url: string
  let source: SeriesSource
  let now: number

  const get = async (path: string, parameters: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${url}${path}?${new URLSearchParams(parameters)}`)
    return (await response.json()) as Answer
  }
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    const end = Date.now() + 20_000
    for (;;) {
      if (await holds().catch(() => false)) return
      if (Date.now() > end) {
        const log = await readFile(join(folder, 'log'), 'utf8')
        throw new Error(`${what} did not come about in twenty seconds\n${log.slice(-4000)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), 'ome-prometheus-'))
    const objects = [node, engine('chat', 40), engine('spare', 7), state]
    cluster = await startCluster({scenario: 'empty', objects, speed: 200})
    await writeConfiguration(cluster, folder)
    const port = await free()
    url = `http://127.0.0.1:${port}`
    child = spawn(
      program,
      [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      {stdio: ['ignore', 'ignore', openSync(join(folder, 'log'), 'w')]},
    )
    const started = await new Promise((resolve) => {
      child.once('spawn', () => resolve(true))
      child.once('error', () => resolve(false))
    })
    if (!started) this.skip()
    await until('twelve samples of an engine', async () => {
      const {data} = await get('/api/v1/query', {
        query: 'count_over_time(vllm:num_requests_running{pod="chat"}[1m]) >= 12',
      })
      return data.result.length > 0
    })
    now = Date.now()
    source = await everything(await get('/api/v1/query', {query: '{__name__=~".+"}[2m]', time: String(now / 1000)}))
  })
  after(async () => {
    if (child.exitCode === null && child.pid !== undefined) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await gone
    }
    await cluster.stop()
    await rm(folder, {recursive: true, force: true})
  })

  it('can read what each program says', async () => {
    const {data} = await get('/api/v1/query', {query: 'up{job="pods"}', time: String(now / 1000)})

    assert.deepEqual(
      (data.result as Series[]).map(({value}) => value?.[1]),
      ['1', '1', '1'],
    )
  })

  it('sees the same load as the sandbox says there is', async () => {
    const {data} = await get('/api/v1/query', {
      query: 'sum by (pod) (rate(vllm:request_success_total[4s]))',
      time: String(now / 1000),
    })
    const rates = Object.fromEntries(
      (data.result as Series[]).map(({metric, value}) => [metric['pod'], Number(value?.[1])]),
    )

    assert.ok(Math.abs((rates['chat'] ?? 0) / 40 - 1) < 0.2, JSON.stringify(rates))
    assert.ok(Math.abs((rates['spare'] ?? 0) / 7 - 1) < 0.3, JSON.stringify(rates))
  })

  for (const expression of expressions) {
    it(`agrees about ${expression}`, async () => {
      const {data, error} = await get('/api/v1/query', {query: expression, time: String(now / 1000)})
      assert.equal(error, undefined)

      agree(ours(instantQuery(source, expression, now)), theirs(data))
    })
  }

  for (const expression of expressions.filter((one) => !/^[^(]*\[[^\]]*\]$/.test(one)).slice(0, 40)) {
    it(`agrees at every step about ${expression}`, async () => {
      const start = Math.floor(now / 1000) - 8
      const end = start + 8
      const answer = await get('/api/v1/query_range', {
        query: expression,
        start: String(start),
        end: String(end),
        step: '2',
      })
      if (answer.error?.includes('range query')) return

      assert.equal(answer.error, undefined)
      agree(
        ours(rangeQuery(source, expression, {start: start * 1000, end: end * 1000, step: 2000})),
        theirs(answer.data),
      )
    })
  }

  for (const expression of unreadable) {
    it(`refuses ${JSON.stringify(expression)} in the same words`, async () => {
      const {error} = await get('/api/v1/query', {query: expression, time: String(now / 1000)})
      let own = ''
      try {
        instantQuery(source, expression, now)
      } catch (thrown) {
        own = thrown instanceof Error ? thrown.message : ''
      }

      assert.equal(own, error?.replace('invalid parameter "query": ', ''))
    })
  }
})

async function writeConfiguration(cluster: Cluster, folder: string): Promise<void> {
  const {clusters, users} = cluster.kubeconfig
  const user = users[0]?.user
  if (!user || !('client-certificate-data' in user)) throw new Error('the administrator has no certificate')
  const text = (data: string | undefined): string => Buffer.from(data ?? '', 'base64').toString()
  await Promise.all([
    writeFile(join(folder, 'ca.crt'), text(clusters[0]?.cluster['certificate-authority-data'])),
    writeFile(join(folder, 'client.crt'), text(user['client-certificate-data'])),
    writeFile(join(folder, 'client.key'), text(user['client-key-data']), {mode: 0o600}),
    writeFile(join(folder, 'prometheus.yml'), configuration(cluster.url, folder)),
  ])
}

/** The samples that the real one has, for ours to look at. */
async function everything({data}: Answer): Promise<SeriesSource> {
  const all = (data.result as Series[]).map(({metric, values = []}) => {
    const times = values.map(([time]) => Math.round(time * 1000))
    const numbers = values.map(([, text]) => numberOf(text))
    return {
      labels: metric,
      samples(from: number, to: number) {
        const inside = times
          .map((time, index) => ({time, value: numbers[index]}))
          .filter(({time}) => time >= from && time <= to)
        return {times: inside.map(({time}) => time), values: inside.map(({value}) => value)}
      },
    }
  })
  return {series: () => all}
}

const numberOf = (text: string): number =>
  text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)

/** Points by series and time. */
type Points = ReadonlyMap<string, number>

const keyOf = (labels: Labels, time: number): string =>
  `${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))} ${Math.round(time)}`

function ours(result: ReturnType<typeof instantQuery>): Points {
  switch (result.type) {
    case 'vector':
      return new Map(result.samples.map(({labels, value}) => [keyOf(labels, result.time), value]))
    case 'matrix':
      return new Map(
        result.series.flatMap(({labels, times, values}) =>
          times.map((time, index): [string, number] => [keyOf(labels, time), values[index] ?? Number.NaN]),
        ),
      )
    case 'scalar':
      return new Map([[keyOf({}, result.time), result.value]])
    case 'string':
      return new Map([[result.value, 0]])
  }
}

function theirs({resultType, result}: Answer['data']): Points {
  if (resultType === 'scalar') return new Map([[keyOf({}, Number(result[0]) * 1000), numberOf(String(result[1]))]])
  if (resultType === 'string') return new Map([[String(result[1]), 0]])
  return new Map(
    (result as Series[]).flatMap(({metric, value, values = value ? [value] : []}) =>
      values.map(([time, text]): [string, number] => [keyOf(metric, time * 1000), numberOf(text)]),
    ),
  )
}

function agree(own: Points, real: Points): void {
  assert.deepEqual([...own.keys()].sort(), [...real.keys()].sort())
  for (const [key, value] of real) {
    const mine = own.get(key) ?? Number.NaN
    const same =
      Object.is(mine, value) || mine === value || Math.abs(mine - value) <= 1e-9 * Math.max(1, Math.abs(value))
    assert.ok(same, `${key}: ${mine} instead of ${value}`)
  }
}
