import {deepEqual, equal, match, ok} from 'node:assert/strict'
import {containerUsage} from '../src/container-usage.ts'
import {pods} from '../src/controllers/resources.ts'
import {callPod, whole} from '../src/kubelet/inside-call.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {engine, pod, prometheusCluster, values} from './prometheus-fixture.ts'

const gpu = {limits: {'nvidia.com/gpu': '1', cpu: '8', memory: '32Gi'}}
const vllm = {image: 'vllm/vllm-openai:v0.11.0', command: ['vllm', 'serve', 'mistralai/Mistral-7B-Instruct-v0.3']}

/** @feature Traffic: use of GPUs, CPU and memory follows what engines do; too small a memory limit kills them | works */
describe('the use of engines', () => {
  let cluster: StandingCluster
  const faults: string[] = []
  before(async () => {
    const limits = {...gpu.limits, memory: '4Gi'}
    cluster = await prometheusCluster(faults, [
      engine('idle', 0),
      pod('tight', 'default', {...vllm, resources: {limits}}),
      pod('train', 'default', {image: 'example/train:1', resources: gpu}),
    ])
  })
  after(() => {
    cluster.stop()
    deepEqual(faults, [])
  })

  const gauge = async (name: string, of: string): Promise<number> =>
    (await values(cluster, `DCGM_FI_DEV_${name}{exported_pod="${of}"}`))[0] ?? Number.NaN
  const usage = (name: string): {cores: number; bytes: number} => {
    const found = cluster.api.get(pods, name, 'default')
    ok(found)
    return containerUsage(cluster.activity, found, found.spec.containers[0], cluster.clock.now())
  }

  it('an idle engine holds its memory and does nothing', async () => {
    ok((await gauge('GPU_UTIL', 'idle')) <= 5)
    equal(await gauge('FB_USED', 'idle'), Math.round(81_559 * 0.9))
    ok((await gauge('POWER_USAGE', 'idle')) < 120)
    ok((await gauge('GPU_TEMP', 'idle')) < 40)
  })

  it('one with requests keeps its GPU and its CPUs busy', async () => {
    ok((await gauge('GPU_UTIL', 'chat')) > 60)
    ok((await gauge('POWER_USAGE', 'chat')) > 400)
    ok(usage('chat').cores > usage('idle').cores * 3, JSON.stringify([usage('chat'), usage('idle')]))
    const [busy = 0] = await values(cluster, 'rate(container_cpu_usage_seconds_total{pod="chat"}[5m])')
    ok(Math.abs(busy - usage('chat').cores) < 0.1, String(busy))
  })

  it('follows requests that are really sent', async () => {
    const idle = cluster.api.get(pods, 'idle', 'default')
    ok(idle)
    const before = usage('idle').cores
    const text = 'tell me a story '.repeat(20)
    for (let i = 0; i < 24; i++) {
      const path = '/v1/chat/completions'
      const body = JSON.stringify({
        messages: [{role: 'user', content: `${i} ${text}`}],
        max_tokens: 2000,
        ignore_eos: true,
      })
      callPod(
        cluster.kubelet.http,
        {pod: idle, port: 8000, path},
        {method: 'POST', body},
        whole(() => undefined),
      )
    }
    await cluster.advance(20_000)

    ok(usage('idle').cores > before * 10, String(usage('idle').cores))
    ok((cluster.activity.of(idle, 'idle')?.busy ?? 0) > 0.6)
    await cluster.advance(600_000)
    equal(usage('idle').cores, before)
  })

  it('a program that is no engine keeps its waves', async () => {
    ok((await gauge('GPU_UTIL', 'train')) >= 55)
  })

  it('an engine whose model takes more than its memory limit is killed for it', async () => {
    const state = cluster.api.get(pods, 'tight', 'default')?.status.containerStatuses[0]
    const ended = state.state.terminated ?? state.lastState.terminated
    deepEqual([ended.reason, ended.exitCode], ['OOMKilled', 137])
    ok(state.restartCount > 2)
  })

  it('nothing listens while a model loads; SGLang then says 503 until it has warmed up', async () => {
    const command = [
      'python3',
      '-m',
      'sglang.launch_server',
      '--model-path=mistralai/Mistral-7B-Instruct-v0.3',
      '--port=8000',
    ]
    cluster.api.create(pods, pod('late', 'default', {image: 'lmsysorg/sglang:v0.5.5', command, resources: gpu}))
    cluster.api.create(pods, pod('later', 'default', {...vllm, resources: gpu}))
    const said: Record<string, number[]> = {late: [], later: []}
    for (let i = 0; i < 600; i++) {
      await cluster.advance(500)
      for (const name of ['late', 'later']) {
        const found = cluster.api.get(pods, name, 'default')
        let status = 0
        const answered = whole((answer) => {
          status = answer.status
        })
        if (found) callPod(cluster.kubelet.http, {pod: found, port: 8000, path: '/health'}, {}, answered)
        if (said[name]?.at(-1) !== status) said[name]?.push(status)
      }
    }

    deepEqual(said, {late: [0, 503, 200], later: [0, 200]})
  })

  it('nvidia-smi says the same as the exporter', async () => {
    const idle = cluster.api.get(pods, 'idle', 'default')
    ok(idle)
    const out: Uint8Array[] = []
    await cluster.kubelet.exec(idle, {
      container: '',
      command: ['nvidia-smi', '--query-gpu=memory.used,utilization.gpu', '--format=csv,noheader,nounits'],
      tty: false,
      stdin: undefined,
      stdout: (bytes) => out.push(bytes),
      stderr: () => undefined,
      signal: new AbortController().signal,
    })
    match(Buffer.concat(out).toString(), /^73403, [0-5]\n$/)
  })
})
