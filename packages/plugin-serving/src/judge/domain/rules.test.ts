import assert from 'node:assert/strict'
import type {EngineMetric} from '@ome/engine-metrics/engine-vocabulary'
import type {Measurement} from '@ome/engine-metrics/measure-engines'
import type {Quantile} from '@ome/engine-metrics/prometheus-histogram'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {Evidence} from './evidence.ts'
import {adjustmentOf, findingsOf} from './rules.ts'

const gib = 2 ** 30
const day = {seconds: 86_400}

const value = (metric: EngineMetric, number: number): Measurement => ({
  metric,
  unit: 's',
  kind: 'value',
  value: number,
  names: [],
  window: day,
})
const latency = (metric: EngineMetric, p95: Quantile): Measurement => ({
  metric,
  unit: 's',
  kind: 'latency',
  p50: p95,
  p95,
  p99: p95,
  count: 100,
  names: [],
  window: day,
})
const seconds = (number: number, relation: Quantile['relation'] = '='): Quantile => ({relation, value: number})

const pod: ServicePod = {
  name: 'chat-engine-0',
  component: 'engine',
  phase: 'Running',
  ready: true,
  restarts: 0,
  gpus: 4,
  terminating: false,
  memoryLimit: '160Gi',
  requests: {memoryBytes: 160 * gib},
}

interface Given {
  readonly engines?: readonly Measurement[]
  readonly busy?: number
  readonly replicas?: number
  readonly max?: number
  readonly room?: number
  readonly memory?: number
  readonly machine?: number
  readonly source?: 'prometheus' | 'pods'
}

/** A service with a day of history on which nothing is amiss, but for what is given. */
function evidence({
  engines = [],
  busy = 60,
  replicas = 3,
  max = replicas,
  room = 2,
  memory = 100 * gib,
  machine = 1024 * gib,
  source = 'prometheus',
}: Given) {
  const usual = [value('requests-per-second', 2), value('kv-cache', 50), value('waiting', 0)]
  const given = new Set(engines.map(({metric}) => metric))
  return {
    service: {
      name: 'chat',
      namespace: 'default',
      components: [{name: 'engine', replicas, minReplicas: replicas, maxReplicas: max, gpus: 4}],
      pods: [pod],
    } as unknown as Service,
    measured: {
      at: new Date(0),
      service: {name: 'chat', namespace: 'default'},
      engines: [...usual.filter(({metric}) => !given.has(metric)), ...engines],
      gpus: [{metric: 'gpu-utilization', unit: '%', kind: 'value', value: busy, gpus: 12, seconds: 0}],
      source: {kind: source, title: 'Prometheus'},
      gpuSource: '',
      notes: [],
    },
    usages: {known: new Map([['default/chat-engine-0', {cores: 1, bytes: memory}]])},
    room,
    machineBytes: machine,
  } satisfies Evidence
}

const found = (given: Given): readonly string[] =>
  findingsOf(evidence(given)).map(({rule, change}) => `${rule}: ${change}`)

describe('what is worth a word about a service', () => {
  it('is nothing where all is well', () => assert.deepEqual(found({}), []))

  for (const [what, given, expected] of [
    ['requests wait', {engines: [value('waiting', 7)]}, ['queue: replicas 3 → 4']],
    ['requests wait long', {engines: [latency('queue-time', seconds(2))]}, ['queue: replicas 3 → 4']],
    ['requests wait less than can be seen', {engines: [latency('queue-time', seconds(0.3, '<'))]}, []],
    [
      'requests wait and nothing is free',
      {engines: [value('waiting', 7)], room: 0},
      ['queue: replicas 3 → 4, once GPUs are free'],
    ],
    [
      'requests wait and an autoscaler has bounds',
      {engines: [value('waiting', 7)], max: 6},
      ['queue: least replicas 3 → 4'],
    ],
    [
      'the KV cache is full',
      {engines: [value('kv-cache', 97)]},
      ['kv-cache: replicas 3 → 4; or a shorter context, or an fp8 KV cache'],
    ],
    [
      'requests are put off',
      {engines: [value('preemptions-per-second', 0.1)]},
      ['kv-cache: replicas 3 → 4; or a shorter context, or an fp8 KV cache'],
    ],
    ['nobody asks', {engines: [value('requests-per-second', 0)]}, ['idle: replicas 3 → 1']],
    [
      'nobody asks the only replica',
      {engines: [value('requests-per-second', 0)], replicas: 1},
      ['idle: stop it: ome scale service chat -n default --replicas 0'],
    ],
    ['little is asked', {engines: [value('kv-cache', 5)], busy: 12}, ['spare-replicas: replicas 3 → 1']],
    ['GPUs are busy', {busy: 97}, ['busy-gpus: find its limit: ome load-test service chat -n default']],
    [
      'the first token is late',
      {engines: [latency('ttft', seconds(4))]},
      ['slow-prefill: prompts that begin alike (prefix cache), or a runtime with prefill apart'],
    ],
    [
      'requests fail',
      {engines: [value('failed-per-second', 0.2)]},
      ['failures: see why: ome logs service chat -n default --level error'],
    ],
    ['memory is short', {memory: 150 * gib}, ['memory-limit: memory limit 160Gi → 240Gi']],
    [
      'memory is short and the machine has little more',
      {memory: 150 * gib, machine: 200 * gib},
      ['memory-limit: memory limit 160Gi → 190Gi, as much as its machines of 200 GiB have'],
    ],
    [
      'memory is short and the machine has no more',
      {memory: 150 * gib, machine: 160 * gib},
      [
        'memory-limit: machines with more memory, or an engine that keeps less of it: fewer requests at once, no swap space',
      ],
    ],
    ['memory is left', {memory: 50 * gib}, ['memory-request: memory request 160Gi → 75Gi; the limit stays']],
    ['much memory is left', {memory: gib}, ['memory-request: memory request 160Gi → 40Gi; the limit stays']],
    ['there is no history', {source: 'pods'}, ['no-history: ome config set prometheus.url URL']],
    [
      'something is not told',
      {engines: [{metric: 'kv-cache', unit: '%', kind: 'missing', reason: 'TGI does not export it'}]},
      ['no-metric: ome metrics service chat -n default'],
    ],
  ] as readonly (readonly [string, Given, readonly string[]])[])
    it(`when ${what}`, () => assert.deepEqual(found(given), expected))

  it('of a short time says nothing of idleness', () => {
    const short = {...value('requests-per-second', 0), window: {seconds: 600}}
    const all = evidence({engines: [short]})
    const engines = all.measured.engines.map((each) => ({...each, window: {seconds: 600}}))

    assert.deepEqual(findingsOf({...all, measured: {...all.measured, engines: engines as readonly Measurement[]}}), [])
  })

  it('always names its evidence, its effect and its risk', () => {
    const all = findingsOf(
      evidence({engines: [value('waiting', 7), value('kv-cache', 97)], memory: gib, source: 'pods'}),
    )

    assert.equal(all.length, 4)
    for (const each of all) assert.ok(each.evidence && each.effect && each.risk && each.change)
  })
})

describe('what findings change', () => {
  it('is what the weightiest says, each thing once', () => {
    const found = findingsOf(evidence({engines: [value('waiting', 7), value('kv-cache', 97)], memory: gib}))

    assert.deepEqual(adjustmentOf(found), {
      replicas: {min: 4, max: 4},
      fields: {'spec.engine.runner.name': 'ome-container', 'spec.engine.runner.resources.requests.memory': '40Gi'},
    })
  })

  it('is nothing where nothing can be set', () => assert.deepEqual(adjustmentOf(findingsOf(evidence({busy: 97}))), {}))
})
