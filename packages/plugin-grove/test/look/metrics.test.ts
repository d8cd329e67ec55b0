import assert from 'node:assert/strict'
import {isOmeError} from '@ome/sdk/errors'
import Compare from '../../src/commands/grove/compare.ts'
import Metrics from '../../src/commands/grove/metrics.ts'
import {groveReader} from '../../src/kube/grove-reader.ts'
import {sha256} from '../../src/kube/sha256.ts'
import type {MetricSource} from '../../src/look/domain/metric-source.ts'
import {gpuGauge} from '../../src/look/kube/gpu-gauge.ts'
import {metricSource} from '../../src/look/kube/metric-source.ts'
import {measureRoles} from '../../src/look/usecases/measure-roles.ts'
import {type GroveWorld, world} from '../world.ts'

describe('metrics of roles', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  before(async () => {
    cluster = await world()
  })
  after(() => cluster.stop())
  const roles = async (...argv: readonly string[]) =>
    JSON.parse((await cluster.run(Metrics, [...argv, '-o', 'json'])).out).items[0].roles

  it('come from two scrapes, prefill by what it reads and decode by what it writes', async () => {
    const kube = await cluster.kube()
    const source = metricSource(kube, cluster.now, new AbortController().signal)
    const ports = {
      reader: groveReader(kube),
      gauge: gpuGauge(kube, cluster.now),
      source: {...source, pause: (ms: number) => cluster.advance(ms)},
    }
    const ask = {namespace: 'prod', name: 'my-inference', extras: [], options: {sha256}, windowMs: 60_000}
    const {metrics} = await measureRoles(ports, ask)
    const [prefill, decode] = metrics[0]?.roles ?? []
    assert.ok(prefill && decode)
    assert.deepEqual([prefill.answered, prefill.expected, decode.answered, decode.expected], [4, 4, 8, 8])
    assert.deepEqual([prefill.window, decode.engines], [{seconds: 60, isLifetime: false}, ['vLLM']])
    assert.deepEqual(
      [prefill.tokensPerSecond, decode.tokensPerSecond].map((rate) => Math.round(rate ?? 0)),
      [1240, 8920],
    )
    assert.deepEqual([prefill.tpot, decode.ttft], [undefined, undefined])
    assert.ok(Math.abs((prefill.ttft?.p99.value ?? 0) - 0.245) < 0.005)
    const tpot = decode.tpot?.p99.value ?? 0
    assert.ok(tpot > 0.009 && tpot < 0.0125, String(tpot))
    assert.deepEqual([decode.kvCacheRatio, decode.gpuUtilRatio], [0.63, 0.65])
    assert.deepEqual(
      [prefill.queueDepth, decode.queueDepth, prefill.activeRequests, decode.activeRequests],
      [3, 9, 9, 36],
    )
  })

  it('since the start are one scrape, and say so', async () => {
    cluster.requests.length = 0
    const {out} = await cluster.run(Metrics, ['my-inference', '--since-start'])
    assert.match(out, /^ROLE +PODS +TOK\/S +TTFT-P50 +TTFT-P99 +TPOT-P50 +TPOT-P99 +KV +GPU +QUEUE +ACTIVE +SOURCE\n/)
    assert.match(out, /\nprefill +4\/4 +\d+ +\d+ms +\d+ms +- +- +41% +78% +3 +9 +vLLM, since start\n/)
    assert.match(out, /\ndecode +8\/8 +\d+ +- +- +\S+ms +\S+ms +63% +65% +9 +36 +vLLM, since start\n$/)
    const engines = cluster.requests.filter(({path}) => /\/proxy\/metrics/.test(path) && path.includes('my-inference'))
    assert.equal(engines.length, 12)
  })

  it('of one role are its own; an unknown role is refused with those there are, before anybody is asked', async () => {
    assert.deepEqual((await roles('my-inference', '--since-start', '--role', 'decode')).length, 1)
    cluster.requests.length = 0
    const {code, err} = await cluster.run(Metrics, ['my-inference', '--role', 'decod'])
    assert.equal(code, 4)
    assert.match(err, /did you mean decode\?\nhint: its roles: prefill, decode\n/)
    assert.equal(
      cluster.requests.some(({path}) => path.includes('/proxy/')),
      false,
    )
  })

  it('of all sets tell multi-node workers by their first pod, and frontends by their own names', async () => {
    const {out} = await cluster.run(Metrics, ['--since-start'])
    assert.match(out, /\nchat +frontend +1\/1 .* Dynamo, since start\n/)
    assert.match(out, /\nchat +decode +1\/2 /)
  })

  it('are shown again after each window', async () => {
    const stop = new AbortController()
    let seen = 0
    const {code, out} = await cluster.run(Metrics, ['my-inference', '--window', '20ms', '-w', '--json'], {
      signal: stop.signal,
      onWrite(stream) {
        if (stream === 'out') void (++seen === 2 ? stop.abort() : cluster.advance(5000))
      },
    })
    assert.equal(code, 130)
    assert.equal(out.trimEnd().split('\n').length, 2)
  })

  it('are refused as unreachable where nobody answers, and as denied where nobody may be asked', async () => {
    const kube = await cluster.kube()
    for (const [kind, expected] of [
      ['silent', 'unreachable'],
      ['denied', 'denied'],
    ] as const) {
      const source: MetricSource = {
        scrape: async (endpoints) => endpoints.map((endpoint) => ({endpoint, answer: {kind, reason: 'because'}})),
        pause: async () => undefined,
      }
      const ports = {reader: groveReader(kube), gauge: gpuGauge(kube, cluster.now), source}
      const asked = measureRoles(ports, {namespace: 'prod', extras: [], options: {sha256}})
      await assert.rejects(
        asked,
        (error) => isOmeError(error) && error.kind === expected && /because/.test(error.message),
      )
    }
  })
})

describe('a plan and what is live', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  before(async () => {
    cluster = await world()
  })
  after(() => cluster.stop())

  it('differ where they do, with lines that can be typed', async () => {
    const {code, out} = await cluster.run(Compare, ['my-inference'], {bin: 'kubectl grove'})
    assert.equal(code, 0)
    assert.match(out, /\nracks +1 +2 \(needed 1\) +differs\nscore +0\.95 +0\.50 +differs\n/)
    assert.match(out, /\nprefill\.image +nvcr\.io\/nvidia\/vllm:v1\.1\.2 +nvcr\.io\/nvidia\/vllm:v1\.2\.0 +differs\n/)
    assert.match(
      out,
      /: kubectl grove update my-inference -n prod --image nvcr\.io\/nvidia\/vllm:v1\.1\.2 --role prefill --role decode\n/,
    )
    assert.doesNotMatch(out, / ok\n/)
  })

  it('are shown whole with --verbose and in JSON', async () => {
    const {out} = await cluster.run(Compare, ['my-inference', '--verbose'])
    assert.match(out, /\nprefill\.workers +4 +4 +ok +reported\n/)
    assert.match(out, /\nprefill\.tp +2 +2 +ok +template\n/)
    assert.match(out, /\nttft\.p99 +250 ms +24\d ms +ok +since-start\n/)
    assert.match(out, /\nstragglers: my-inference-0-decode-/)
    const [item] = JSON.parse((await cluster.run(Compare, ['my-inference', '--json'])).out).items
    assert.equal(item.rows.length, 13)
    assert.equal(item.plan.source.kind, 'prototype')
  })

  it('end with 3 where --exit-code asks for it', async () => {
    assert.equal((await cluster.run(Compare, ['my-inference', '--exit-code'])).code, 3)
  })

  it('are refused where there is no plan, with the line that stores one', async () => {
    const {code, err} = await cluster.run(Compare, ['chat'])
    assert.equal(code, 4)
    assert.match(err, /hint: store one: ome grove plan store chat -f plan\.json -n prod\n/)
    const all = await cluster.run(Compare, [])
    assert.deepEqual([all.code, all.err], [0, 'note: no plan is stored for chat\n'])
    assert.match(all.out, /^FIELD +PLAN +ACTUAL +VERDICT\n/)
    assert.deepEqual(await cluster.run(Compare, ['-n', 'research']), {code: 0, out: '', err: 'no plans found\n'})
  })
})
