import assert from 'node:assert/strict'
import {toServicePod} from '@ome/inference-model/service-pod'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, RawResponse} from '@ome/sdk/kube'
import {serverStatus} from '@ome/sdk/status'
import {
  exporterEndpoint,
  isGpuExporter,
  leadsEngine,
  type MetricsEndpoint,
  metricsEndpoint,
  proxyPath,
} from './metrics-endpoint.ts'
import {isScrape, scrapePods} from './scrape-pods.ts'

type Answer = (path: string, signal: AbortSignal | undefined) => Promise<RawResponse>

const client = (answer: Answer) =>
  ({request: (_method: string, path: string, how?: {signal?: AbortSignal}) => answer(path, how?.signal)}) as KubeClient

const response = (status: number, ...parts: readonly (string | Uint8Array)[]): RawResponse => ({
  status,
  headers: {},
  body: (async function* () {
    for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part
  })(),
})

const now = () => new Date(7000)
const endpoint = (pod: string): MetricsEndpoint => ({namespace: 'default', pod, port: 8080, path: '/metrics'})

/** What is told of one pod that answers so. */
async function told(answer: Answer): Promise<string> {
  const [scraped] = await scrapePods(client(answer), [endpoint('a')], {now, timeoutMs: 40})
  assert(scraped)
  if (isScrape(scraped.answer)) return `${scraped.answer.atMs}: ${[...scraped.answer.exposition.samples.keys()]}`
  return `${scraped.answer.kind}: ${scraped.answer.reason}`
}

const forever = (part: Uint8Array): RawResponse => ({
  status: 200,
  headers: {},
  body: (async function* () {
    for (;;) yield part
  })(),
})

describe('the metrics of pods', () => {
  for (const [what, answer, expected] of [
    ['is a page', async () => response(200, 'up 1\nx', ' 2\n'), '7000: up,x'],
    [
      'is a page of something else',
      async () => response(200, '<html>\n<b>hello</b>'),
      'unreadable: sent no text of Prometheus',
    ],
    [
      'is binary',
      async () =>
        response(
          200,
          new Uint8Array(4096).map((_, index) => index),
        ),
      'unreadable: sent no text of Prometheus',
    ],
    [
      'is JSON, and there is one for Prometheus beside it',
      async (path: string) =>
        path.endsWith('/proxy/prometheus/metrics')
          ? response(200, 'trtllm_num_requests_running 1\n')
          : response(200, '[{"gpuMemUsage": 1,\n "iter": 2}]'),
      '7000: trtllm_num_requests_running',
    ],
    ['is empty', async () => response(200, ''), 'absent: has no metrics yet'],
    ['has no end', async () => forever(new Uint8Array(2 ** 20).fill(0x61)), 'unreadable: sent more than 8 MiB'],
    ['is one without metrics', async () => response(404, '{"detail":"Not Found"}'), 'absent: exports no metrics'],
    [
      'is that of the API server, which forbids it',
      async () => response(403, '{"kind":"Status","message":"pods \\"a\\" is forbidden"}'),
      'denied: pods "a" is forbidden',
    ],
    ['is a refusal of the pod itself', async () => response(403, 'no'), 'silent: answered with HTTP 403'],
    ['begins like a Status', async () => response(503, '{"kind": '), 'silent: answered with HTTP 503'],
    [
      'is that of a pod that cannot be reached',
      async () => response(503, '{"kind":"Status","message":"dial tcp: connection refused"}'),
      'silent: dial tcp: connection refused',
    ],
    [
      'never comes',
      (_path, signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
      'silent: did not answer within 0.04 s',
    ],
    [
      'is lost',
      () => Promise.reject(new OmeError('unreachable', 'the connection broke')),
      'silent: the connection broke',
    ],
  ] as [string, Answer, string][])
    it(`when the answer ${what}`, async () => assert.equal(await told(answer), expected))

  it('are not asked for again once they may not be read', async () => {
    const asked: string[] = []
    const forbidden: Answer = async (path) => {
      asked.push(path)
      return response(403, '{"kind":"Status","message":"forbidden"}')
    }
    const all = await scrapePods(client(forbidden), ['a', 'b', 'c'].map(endpoint), {now, concurrency: 1})

    assert.equal(asked.length, 1)
    assert.deepEqual(
      all.map(({endpoint: {pod}, answer}) => [pod, isScrape(answer) ? '' : answer.kind]),
      ['a', 'b', 'c'].map((pod) => [pod, 'denied']),
    )
    const [first] = all
    assert.ok(first && !isScrape(first.answer))
    assert.equal(serverStatus(first.answer.refusal)?.code, 403)
  })

  it('are asked for from so many pods at a time, and end with Ctrl-C', async () => {
    let open = 0
    let most = 0
    const slow: Answer = async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      return response(200, 'up 1\n')
    }
    const endpoints = Array.from({length: 40}, (_, index) => endpoint(`p${index}`))
    const all = await scrapePods(client(slow), endpoints, {now})

    assert.equal(most, 16)
    assert.deepEqual(
      all.map((each) => each.endpoint.pod),
      endpoints.map(({pod}) => pod),
    )
    const cancelled = client(() => Promise.reject(new OmeError('cancelled', 'interrupted')))
    await assert.rejects(scrapePods(cancelled, [endpoint('a')], {now}), {kind: 'cancelled'})
  })
})

describe('where a pod answers Prometheus', () => {
  const pod = (annotations: Record<string, string>, containers: readonly object[], labels = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'p', namespace: 'n', annotations, labels},
    spec: {containers},
  })

  for (const [what, object, path] of [
    ['annotations', pod({'prometheus.io/port': '9000', 'prometheus.io/path': '/m'}, []), 'p:9000/proxy/m'],
    [
      'a named port',
      pod({}, [{ports: [{containerPort: 1}, {name: 'metrics', containerPort: 2}]}]),
      'p:2/proxy/metrics',
    ],
    [
      'the main container',
      pod({}, [
        {name: 'sidecar', ports: [{containerPort: 1}]},
        {name: 'ome-container', ports: [{containerPort: 7}]},
      ]),
      'p:7/proxy/metrics',
    ],
    ['nothing', pod({}, [{}]), 'p:8080/proxy/metrics'],
    [
      'nonsense',
      pod({'prometheus.io/port': 'x', 'prometheus.io/path': '/../../secrets?x'}, [{}]),
      'p:8080/proxy/metrics',
    ],
  ] as const)
    it(`is told by ${what}`, () =>
      assert.equal(proxyPath(metricsEndpoint(object)), `/api/v1/namespaces/n/pods/${path}`))

  it('is only told of the leader of several pods', () => {
    const worker = pod({}, [{}], {'leaderworkerset.sigs.k8s.io/worker-index': '1'})
    const leader = pod({}, [{}], {'leaderworkerset.sigs.k8s.io/worker-index': '0'})

    assert.deepEqual([leadsEngine(worker), leadsEngine(leader), leadsEngine(pod({}, []))], [false, true, true])
    assert.equal(toServicePod(worker).metrics, undefined)
    assert.equal(toServicePod(leader).metrics?.port, 8080)
  })

  it('is port 9400 of an exporter that names none', () => {
    const exporter = pod({}, [{}], {app: 'nvidia-dcgm-exporter'})
    assert.deepEqual([isGpuExporter(exporter), isGpuExporter(pod({}, []))], [true, false])
    assert.equal(exporterEndpoint(exporter).port, 9400)
  })
})
