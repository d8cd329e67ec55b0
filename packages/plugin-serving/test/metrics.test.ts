import assert from 'node:assert/strict'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {KubeClient} from '@ome/sdk/kube'
import type {RunOptions} from '@ome/testkit/run'
import Metrics from '../src/commands/metrics.ts'
import {prometheusObjects} from './prometheus-objects.ts'
import {answered, endless, type ProxyAnswer, proxied, silence} from './proxied.ts'
import {type TestWorld, world} from './world.ts'

interface Item {
  readonly metric: string
  readonly quantile: string | null
  readonly value: number | null
  readonly relation: string | null
  readonly source: string
  readonly windowSeconds: number | null
  readonly reason: string | null
}

/** A page that only begins; and text that would steer a terminal. */
const hostile = '\u001b[2Jvllm:num_requests_running{model_name="\u001b[31m"} 1\n'

describe('ome metrics', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome'})
  })
  after(() => cluster.stop())

  const metrics = (words: string, options?: RunOptions) =>
    cluster.pass(Metrics, words.split(' ').filter(Boolean), options)
  const items = async (words: string, options?: RunOptions): Promise<readonly Item[]> =>
    JSON.parse((await metrics(`${words} -o json`, options)).out).items
  const only = async (words: string, options?: RunOptions): Promise<Item> => {
    const [first] = await items(words, options)
    assert.ok(first)
    return first
  }

  it('are not asked for more than once a second', async () => {
    const {code, err} = await metrics('prod-llama --interval 0s')
    assert.match(err, /^error: --interval: invalid interval "0s"\nhint: 1s is the shortest/)
    assert.equal(code, 2)
  })

  it('are those that the engines counted between two looks', async () => {
    const {out, code, err} = await metrics('service prod-llama')

    assert.match(out, /^METRIC +VALUE +UNIT +SOURCE\nrequests-per-second +[\d.]+ +requests\/s +3 pods, /)
    for (const name of ['running', 'waiting', 'ttft.p50', 'itl.p95', 'e2e.p99', 'tokens-per-second', 'kv-cache'])
      assert.match(out, new RegExp(`\n${name.replace('.', '\\.')} +[\\d.]+ `), name)
    assert.match(out, /\ngpu-utilization +\d+(\.\d)? +% +DCGM exporter, 12 GPUs, now\n/)
    assert.deepEqual([code, err], [0, ''])
  })

  it('agree with the load the scenario gives: 0.8 requests of 160 tokens a second in each of 3 pods', async () => {
    let asked = 0
    let passing: Promise<void> | undefined
    const kube = async (...args: Parameters<TestWorld['kube']>): Promise<KubeClient> => {
      const client = await cluster.kube(...args)
      const request: KubeClient['request'] = async (method, path, how) => {
        // Ten minutes pass between the two looks at the three pods.
        if (path.includes(':8080/proxy/metrics') && ++asked > 3) {
          passing ??= cluster.advance(600_000)
          await passing
        }
        return await client.request(method, path, how)
      }
      return Object.create(client, {request: {value: request}})
    }
    const words = 'prod-llama --metric requests-per-second --metric tokens-per-second --metric running'
    const {out} = await cluster.run(Metrics, [...words.split(' '), '-o', 'json'], {kube})
    const [requests, tokens, running] = (JSON.parse(out).items as readonly Item[]).map(({value}) => value ?? Number.NaN)
    const near = (found = Number.NaN, known: number) =>
      assert.ok(Math.abs(found - known) < known * 0.01, `${found} is not near ${known}`)

    near(requests, 2.4)
    near(tokens, 2.4 * 160)
    // Little's law: as many are on their way as come in the time that one takes.
    assert.ok(running && running > 10 && running < 20, `${running} run`)
  })

  it('of the whole life of the engines with --since and no Prometheus, which the source says', async () => {
    const {windowSeconds, value} = await only('prod-llama --since 24h --metric requests-per-second')

    assert.ok(windowSeconds && windowSeconds > 6 * 86_400)
    assert.ok(value && Math.abs(value - 2.4) < 0.05)
    assert.match((await metrics('prod-llama --since 24h')).out, /3 pods, 7d since start/)
  })

  it('say that nothing was measured where there was no traffic', async () => {
    const {value, reason} = await only('mistral-dev --metric ttft')

    assert.equal(value, null)
    assert.match(reason ?? '', /^nothing was measured in /)
    assert.match((await metrics('mistral-dev --metric ttft')).out, /\nttft +unavailable +s +nothing was measured/)
  })

  it('asks the exporters of its own nodes alone, and no engine for what only they know', async () => {
    cluster.requests.length = 0
    const {value} = await only('prod-llama --metric gpu-utilization')
    const asked = cluster.requests.map(({path}) => path).filter((path) => path.includes('/proxy/metrics'))

    assert.ok(value && value > 0 && value <= 100)
    assert.ok(asked.length > 0 && asked.length < 4 && asked.every((path) => path.includes(':9400/')), asked.join())
  })

  for (const [words, code, said] of [
    ['prod-llama --metric gpu-utilisation', 2, /did you mean gpu-utilization\?/],
    ['prod-llama --metric zzz', 2, /one of requests-per-second, running/],
    ['nothing', 4, /service "nothing" not found/],
    ['service', 2, /a name is missing/],
    ['broken-llama', 1, /no pod of service "broken-llama" runs\n.*ome status service broken-llama/],
  ] as const)
    it(`${words}: ${code}`, async () => {
      const result = await metrics(words)

      assert.match(result.err, said)
      assert.deepEqual([result.code, result.out], [code, ''])
    })

  describe('followed', () => {
    const follow = async (words: string, options: RunOptions = {}, looks = 3) => {
      const stop = new AbortController()
      let written = 0
      const onWrite = (stream: string) => stream === 'out' && ++written === looks && stop.abort()
      return await metrics(`prod-llama --follow ${words}`, {signal: stop.signal, onWrite, ...options})
    }

    it('are one line for each look in a pipe', async () => {
      const {out, code} = await follow('--metric requests-per-second --metric kv-cache')

      assert.match(out, /^(\d\d:\d\d:\d\d requests-per-second=[\d.]+ kv-cache=[\d.]+%\n){3}$/)
      assert.equal(code, 130)
    })

    it('are one document for each look as JSON', async () => {
      const {out} = await follow('--metric running -o json')
      const looks = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))

      assert.equal(looks.length, 3)
      assert.equal(new Set(looks.map(({at}) => at)).size, 3)
      assert.equal(looks[0].items[0].metric, 'running')
    })

    it('are lines of bars on a terminal of 80 columns', async () => {
      const {out} = await follow('', {tty: true}, 2)

      assert.match(out, /METRIC +VALUE +UNIT +TREND +SOURCE/)
      assert.match(out, /requests-per-second +[\d.]+ +requests\/s +[▁▂▃▄▅▆▇█]+ /)
      const plain = await follow('--metric running', {tty: true, unicode: false}, 2)
      assert.match(plain.out, /running +\d+ +requests +[_.@]+/)
    })
  })

  describe('of pods that behave badly', () => {
    const engine = (answer: (signal: AbortSignal | undefined) => ReturnType<ProxyAnswer>): RunOptions => ({
      kube: proxied(cluster, (path, signal) => (path.includes(':8080/proxy/metrics') ? answer(signal) : undefined)),
    })

    for (const [what, answer, said] of [
      ['never end', () => endless('x 1\n'.repeat(65_536)), /sent more than 8 MiB/],
      [
        'are binary',
        () =>
          answered(
            200,
            new Uint8Array(10_000).map((_, index) => index),
          ),
        /sent no text of Prometheus/,
      ],
      ['do not answer', silence, /did not answer within 3 s/],
      ['have no metrics', () => answered(404, '{}'), /exports no metrics/],
    ] as const)
      it(`and ${what}: 7, with the reason`, async () => {
        const {code, err, out} = await metrics('prod-llama --metric running', engine(answer))

        assert.match(err, said)
        assert.deepEqual([code, out], [7, ''])
      })

    it('leave the GPUs and the reasons of the rest', async () => {
      const {out, code} = await metrics(
        'prod-llama',
        engine(() => answered(404, '{}')),
      )

      assert.match(out, /\nrunning +unavailable +requests +exports no metrics\n/)
      assert.match(out, /\ngpu-memory +\d+/)
      assert.equal(code, 0)
    })

    it('are left out, and it says how many answered', async () => {
      let asked = 0
      const options = engine(() => (++asked % 3 === 0 ? answered(503, 'no') : undefined))
      const {out, err} = await metrics('prod-llama --metric running', options)

      assert.match(out, /\nrunning +\d+ +requests +2 of 3 pods, now\n/)
      assert.equal(err, 'note: 2 of 3 pods answered: answered with HTTP 503\n')
    })

    it('do not steer the terminal, and are told from other programs', async () => {
      const {out, err} = await metrics(
        'prod-llama --metric running',
        engine(() => answered(200, hostile, 'up 1\n')),
      )

      assert.doesNotMatch(out + err, /\u001b/)
      assert.match(out, /running +unavailable .*\/metrics has no names of vLLM/)
    })

    it('may be of a runtime that exports less', async () => {
      const sglang = engine(() => answered(200, 'sglang:num_running_reqs 2\n'))
      const {value} = await only('prod-llama --metric running', sglang)
      const missing = await only('prod-llama --metric kv-cache --metric running', sglang)

      assert.equal(value, 6)
      assert.equal(missing.reason, 'SGLang does not show sglang:token_usage or sglang:num_used_tokens')
    })

    for (const [title, page, cache, first] of [
      [
        'TGI',
        'tgi_batch_current_size 2\ntgi_queue_size 1\ntgi_batch_current_max_tokens 30\ntgi_batch_max_total_tokens 120\n',
        25,
        'TGI does not export it',
      ],
      [
        'TensorRT-LLM',
        'trtllm_num_requests_running 2\ntrtllm_num_requests_waiting 1\ntrtllm_kv_cache_utilization 0.25\n',
        25,
        'TensorRT-LLM does not show trtllm_time_to_first_token_seconds',
      ],
      [
        'Triton',
        'nv_trt_llm_request_metrics{request_type="scheduled"} 2\nnv_trt_llm_request_metrics{request_type="waiting"} 1\nnv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="used"} 5\nnv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max"} 20\n',
        25,
        'Triton with TensorRT-LLM does not export it',
      ],
      [
        'an engine that counts nonsense',
        'vllm:num_requests_running 2\nvllm:num_requests_waiting 1\nvllm:kv_cache_usage_perc NaN\n',
        null,
        'vLLM does not show vllm:time_to_first_token_seconds',
      ],
    ] as const)
      it(`may be of ${title}`, async () => {
        const found = await items(
          'prod-llama --metric running --metric waiting --metric kv-cache --metric ttft',
          engine(() => answered(200, page)),
        )
        const value = (name: string) => found.find(({metric}) => metric === name)?.value

        assert.deepEqual([value('running'), value('waiting'), value('kv-cache')], [6, 3, cache])
        assert.equal(found.find(({metric}) => metric === 'ttft')?.reason, first)
      })
  })

  describe('of a Prometheus', () => {
    let server: Server
    const asked: string[] = []
    let reply: (query: string) => {status: number; body: string} = () => ({status: 200, body: '{}'})
    const vector = (...values: readonly (readonly [labels: object, value: string])[]) => ({
      status: 200,
      body: JSON.stringify({
        status: 'success',
        data: {resultType: 'vector', result: values.map(([metric, value]) => ({metric, value: [1, value]}))},
      }),
    })
    before(async () => {
      server = createServer((request, response) => {
        const query = new URL(request.url ?? '/', 'http://x').searchParams.get('query') ?? ''
        asked.push(request.url ?? '')
        const {status, body} = reply(query)
        response.writeHead(status, {'content-type': 'application/json'}).end(body)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    })
    after(() => server.close())
    const configured = (): RunOptions => ({
      settings: {'prometheus.url': `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom/`},
    })

    const known = (query: string) => {
      if (query.startsWith('count by (__name__)'))
        return vector(
          [{__name__: 'vllm:num_requests_running'}, '3'],
          [{__name__: 'vllm:time_to_first_token_seconds_bucket'}, '9'],
        )
      if (query.startsWith('sum(vllm:num_requests_running')) return vector([{}, '11'])
      if (query.startsWith('sum by (le)')) return vector([{le: '+Inf'}, '10'], [{le: '0.3'}, '10'], [{le: '0.1'}, '0'])
      if (query.startsWith('min(min_over_time')) return vector([{}, String(cluster.now().getTime() / 1000 - 600)])
      if (query.startsWith('avg(avg_over_time(DCGM')) return vector([{}, '63.5'])
      return query.startsWith('count(DCGM') ? vector([{}, '12']) : vector()
    }

    it('of the setting come from there, with the time that they are about', async () => {
      reply = known
      const found = await items(
        'prod-llama --metric running --metric ttft --metric gpu-utilization --metric waiting',
        configured(),
      )

      assert.deepEqual(
        found.map(({metric, quantile, value}) => [metric, quantile, value === null ? null : Number(value.toFixed(3))]),
        [
          ['running', null, 11],
          ['ttft', 'p50', 0.2],
          ['ttft', 'p95', 0.29],
          ['ttft', 'p99', 0.298],
          ['waiting', null, null],
          ['gpu-utilization', null, 63.5],
        ],
      )
      assert.match(found[0]?.source ?? '', /^Prometheus 127\.0\.0\.1:\d+$/)
      assert.equal(found[1]?.windowSeconds, 300)
      assert.ok(asked.every((url) => url.startsWith('/prom/api/v1/query?')))
    })

    it('remembers less than was asked for, and says how much', async () => {
      reply = known
      const found = await items('prod-llama --since 24h --metric ttft', configured())

      assert.ok(Math.abs((found[0]?.windowSeconds ?? 0) - 600) < 30)
    })

    for (const [what, answer, note] of [
      ['has no series of the service', () => vector(), /has no series of service "prod-llama": its pods are asked/],
      [
        'refuses the query',
        () => ({status: 400, body: '{"status":"error","error":"bad_data: x"}'}),
        /refuses the query: bad_data: x: the pods are asked/,
      ],
      [
        'is something else',
        () => ({status: 200, body: '<html>'}),
        /does not answer as Prometheus does: the pods are asked/,
      ],
    ] as const)
      it(`that ${what} leaves it to the pods`, async () => {
        reply = answer
        const {out, err, code} = await metrics('prod-llama --metric running', configured())

        assert.match(err, note)
        assert.match(out, /running .* 3 pods, now/)
        assert.equal(code, 0)
      })

    it('in the cluster is found, and asked through the API server', async () => {
      await using other = await world({
        scenario: 'tour-ome',
        objects: prometheusObjects,
      })
      await other.advance(600_000)
      const {out, code, err} = await other.pass(Metrics, [
        'prod-llama',
        '--metric',
        'requests-per-second',
        '--metric',
        'ttft',
      ])

      assert.match(out, /\nrequests-per-second +2\.\d+ +requests\/s +Prometheus monitoring\/prometheus-operated, 5m\n/)
      assert.match(out, /\nttft\.p50 +0\.\d+/)
      assert.deepEqual([code, err], [0, ''])
    })
  })

  describe('without rights', () => {
    const forbidden = (part: string): RunOptions => ({
      kube: proxied(cluster, (path) =>
        path.includes(part)
          ? answered(403, JSON.stringify({kind: 'Status', message: 'pods "x" is forbidden', reason: 'Forbidden'}))
          : undefined,
      ),
    })

    it('to ask pods end with 5 and the right to ask for', async () => {
      const {code, out, err} = await metrics('prod-llama --metric running', forbidden('/pods/'))

      assert.match(err, /^error: pods "x" is forbidden\n/)
      assert.deepEqual([code, out], [5, ''])
    })
  })

  describe('at last', () => {
    it('without the exporter of GPUs say so', async () => {
      const exporters = {group: 'apps', plural: 'daemonsets'}
      const found = cluster.api.get(exporters, 'dcgm-exporter', 'gpu-operator')
      assert.ok(found)
      cluster.api.delete(exporters, 'dcgm-exporter', 'gpu-operator')
      const pods = () => cluster.api.list({group: '', plural: 'pods'}, {namespace: 'gpu-operator'})
      await cluster.until(() => pods().length === 0)
      const {out, code} = await metrics('prod-llama --metric gpu-utilization')

      assert.match(out, /\ngpu-utilization +unavailable +% +no DCGM exporter runs on its nodes\n/)
      assert.equal(code, 0)
    })
  })
})
