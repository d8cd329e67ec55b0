import assert from 'node:assert/strict'
import Compare from '../../src/commands/grove/compare.ts'
import Metrics from '../../src/commands/grove/metrics.ts'
import {type GroveWorld, world} from '../world.ts'

/** The cluster's clock runs on between the answers of pods. */
const near = (value: number, expected: number): void =>
  assert.ok(Math.abs(value - expected) < 0.25 * expected, `${value} is not near ${expected}`)

describe('metrics of roles', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  before(async () => {
    cluster = await world({clock: 'running', speed: 40})
  })
  after(() => cluster.stop())
  const roles = async (...argv: readonly string[]) =>
    JSON.parse((await cluster.run(Metrics, [...argv, '-o', 'json'])).out).items[0].roles

  it('come from two scrapes, prefill by what it reads and decode by what it writes', async () => {
    const [prefill, decode] = await roles('my-inference', '--window', '300ms')
    assert.deepEqual([prefill.role, prefill.podsAnswered, prefill.podsExpected], ['prefill', 4, 4])
    near(prefill.tokensPerSecond, 1240)
    near(decode.tokensPerSecond, 8920)
    near(prefill.ttftSeconds.p99, 0.245)
    assert.equal(prefill.tpotSeconds.p99, null)
    assert.equal(decode.ttftSeconds.p99, null)
    near(decode.tpotSeconds.p99, 0.012)
    assert.deepEqual(
      [decode.kvCacheRatio, decode.gpuUtilRatio, decode.queueDepth, decode.activeRequests],
      [0.63, 0.65, 9, 36],
    )
    assert.deepEqual([prefill.queueDepth + decode.queueDepth, prefill.activeRequests + decode.activeRequests], [12, 45])
    assert.deepEqual([decode.source, decode.engines], ['computed', ['vLLM']])
    assert.ok(decode.windowSeconds > 5)
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
    const {code, out} = await cluster.run(Metrics, ['my-inference', '--window', '200ms', '-w', '--json'], {
      signal: stop.signal,
      onWrite: (stream) => stream === 'out' && ++seen === 2 && stop.abort(),
    })
    assert.equal(code, 130)
    assert.equal(out.trimEnd().split('\n').length, 2)
  })

  it('end with 7 where nobody answers', async () => {
    const pods = {group: '', plural: 'pods'}
    const silent = await world()
    try {
      for (const {metadata} of silent.api.list(pods, {namespace: 'prod'}))
        silent.api.patch(pods, metadata.name, 'prod', {metadata: {annotations: {'prometheus.io/port': '1'}}})
      const {code, err} = await silent.run(Metrics, ['my-inference', '--since-start'])
      assert.equal(code, 7, err)
      assert.match(err, /^error: no pod answered: /)
    } finally {
      await silent.stop()
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
    assert.equal((await cluster.run(Compare, [])).code, 2)
  })
})
