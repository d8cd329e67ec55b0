import assert from 'node:assert/strict'
import {allCrds} from '@ome/kinds/crd'
import type {KubeObject} from '@ome/sdk/kube'
import type {RunOptions} from '@ome/testkit/run'
import Metrics from '../src/commands/metrics.ts'
import {answered, type RealPrometheus, realPrometheus} from './real-prometheus.ts'
import {type TestWorld, world} from './world.ts'

const engine = (name: string, requestsPerSecond: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    labels: {'ome.io/inferenceservice': 'chat', component: 'engine'},
    annotations: {'sandbox.ome.cli/traffic': String(requestsPerSecond), 'prometheus.io/port': '8000'},
  },
  spec: {
    nodeName: 'gpu',
    containers: [
      {
        name: 'ome-container',
        image: 'vllm/vllm-openai:v0.11.0',
        command: ['vllm', 'serve', 'mistralai/Mistral-7B-Instruct-v0.3'],
        ports: [{name: 'http', containerPort: 8000}],
        resources: {limits: {'nvidia.com/gpu': '1', cpu: '8', memory: '32Gi'}},
      },
    ],
  },
})

const objects: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'gpu', labels: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3'}},
    status: {capacity: {cpu: '192', memory: '2000Gi', pods: '110', 'nvidia.com/gpu': '8'}},
  },
  {
    apiVersion: 'ome.io/v1beta1',
    kind: 'InferenceService',
    metadata: {name: 'chat', namespace: 'default'},
    spec: {model: {name: 'm'}, engine: {minReplicas: 2, maxReplicas: 2}},
  },
  engine('chat-engine-0', 60),
  engine('chat-engine-1', 20),
]

/** The shortest that `ome metrics` asks for. Less is known here: what is not is no part of a quantile, and thins a rate. */
const window = 60
/** Looks that are enough, four a second. */
const looks = 18
const pods = '{namespace="default",pod=~"chat-engine-[01]"}'
const known = `count_over_time(vllm:num_requests_running{pod="chat-engine-1"}[${window}s])`
const rate = (name: string): string => `sum(rate(vllm:${name}${pods}[${window}s]))`
const quantile = (q: number, name: string): string =>
  `histogram_quantile(${q}, sum by (le) (rate(vllm:${name}_bucket${pods}[${window}s])))`

/** What a person would ask Prometheus for, by the row of `ome metrics`. Source: vllm-project/vllm `vllm/v1/metrics/loggers.py`. */
const questions = {
  'requests-per-second': rate('request_success_total'),
  'tokens-per-second': rate('generation_tokens_total'),
  'prompt-tokens-per-second': rate('prompt_tokens_total'),
  running: `sum(vllm:num_requests_running${pods})`,
  waiting: `sum(vllm:num_requests_waiting${pods})`,
  'kv-cache': `100 * max(vllm:kv_cache_usage_perc${pods})`,
  'ttft.p50': quantile(0.5, 'time_to_first_token_seconds'),
  'ttft.p95': quantile(0.95, 'time_to_first_token_seconds'),
  'e2e.p50': quantile(0.5, 'e2e_request_latency_seconds'),
  'e2e.p99': quantile(0.99, 'e2e_request_latency_seconds'),
} as const

const asked = [...new Set(Object.keys(questions).map((row) => row.replace(/\.p\d+$/, '')))].flatMap((metric) => [
  '--metric',
  metric,
])

interface Item {
  readonly metric: string
  readonly quantile: string | null
  readonly value: number | null
  readonly unit: string
  readonly source: string
}

describe('ome metrics beside a real Prometheus (Debian: prometheus)', function () {
  this.timeout(60_000)
  let made: TestWorld
  let prometheus: RealPrometheus | undefined
  before(async function () {
    const kinds = allCrds().filter(({spec}) => spec.group === 'ome.io')
    made = await world({scenario: 'empty', objects: [...kinds, ...objects], clock: 'running', speed: 200})
    const own = {group: '', plural: 'pods'}
    const isReady = (name: string): boolean =>
      made.api
        .get(own, name, 'default')
        ?.['status']?.conditions?.some(
          (each: {type: string; status: string}) => each.type === 'Ready' && each.status === 'True',
        )
    await made.until(() => isReady('chat-engine-0') && isReady('chat-engine-1'))
    prometheus = await realPrometheus(
      made.kubeconfig,
      ['chat-engine-0', 'chat-engine-1'].map((pod) => ({namespace: 'default', pod, port: 8000})),
    )
    if (!prometheus) this.skip()
  })
  after(async () => {
    await prometheus?.[Symbol.asyncDispose]()
    await made.stop()
  })

  const measured = async (words: string, options: RunOptions = {}) => {
    // What engines count goes by the wall, whatever the pace of the cluster.
    const now = () => new Date()
    const {code, out, err} = await made.run(Metrics, ['chat', ...asked, ...words.split(' '), '-o', 'json'], {
      now,
      ...options,
    })
    assert.equal(code, 0, err)
    const items: readonly Item[] = JSON.parse(out).items
    return (row: string): Item => {
      const found = items.find(({metric, quantile: q}) => (q === null ? metric : `${metric}.${q}`) === row)
      assert.ok(found, `${row} of ${out}`)
      return found
    }
  }

  it('shows what PromQL answers, and the pods themselves say the same within a tenth', async () => {
    const real = prometheus
    assert.ok(real)
    await answered(() => real.value(known), 20_000)
    // Between the two looks at the pods Prometheus looks often enough.
    const pause = () => answered(() => real.value(`${known} >= ${looks}`), 30_000)
    const direct = await measured('--interval 5s', {pause})
    const at = Date.now() / 1000
    await using fixed = await real.at(at)
    const recorded = await measured('--since 1m', {settings: {'prometheus.url': fixed.url}})

    for (const [row, expression] of Object.entries(questions)) {
      const {value, source} = recorded(row)
      const theirs = await real.value(expression, at)
      assert.match(source, /Prometheus/)
      assert.ok(value !== null && theirs !== undefined, row)
      assert.ok(Math.abs(value - theirs) <= 1e-9 * Math.abs(theirs), `${row}: ${value} for ${theirs}`)
    }
    const seconds = ((await real.value(known, at)) ?? 0) / 4
    for (const [row, times] of [
      ['requests-per-second', window / seconds],
      ['tokens-per-second', window / seconds],
      ['prompt-tokens-per-second', window / seconds],
      ['ttft.p50', 1],
      ['e2e.p50', 1],
    ] as const) {
      const [pod, server] = [direct(row), recorded(row)]
      assert.match(pod.source, /2 pods/)
      assert.ok(pod.value !== null && server.value !== null, row)
      const ratio = pod.value / (server.value * times)
      assert.ok(Math.abs(ratio - 1) <= 0.1, `${row}: ${pod.value} by the pods, ${server.value * times} by Prometheus`)
    }
  })
})
