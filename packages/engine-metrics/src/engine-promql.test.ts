import assert from 'node:assert/strict'
import {enginesIn, gpuQueries, measured, namesQuery, oldestQuery, queriesFor} from './engine-promql.ts'
import {toSeries} from './prometheus-api.ts'

const selector = {namespace: 'default', pods: 'chat-(engine|decoder).*', seconds: 300}
const inner = 'namespace="default",pod=~"chat-(engine|decoder).*"'
const expressions = (names: readonly string[], metric: Parameters<typeof queriesFor>[1][number]) =>
  queriesFor(names, [metric], selector).map(({expression}) => expression)

describe('questions to Prometheus', () => {
  for (const [metric, names, expected] of [
    ['running', ['vllm:num_requests_running'], [`sum(vllm:num_requests_running{${inner}})`]],
    ['kv-cache', ['vllm:gpu_cache_usage_perc'], [`max(vllm:gpu_cache_usage_perc{${inner}})`]],
    [
      'tokens-per-second',
      ['sglang_generation_tokens_total'],
      [`sum(rate(sglang_generation_tokens_total{${inner}}[300s]))`],
    ],
    [
      'failed-per-second',
      ['vllm:request_success_total'],
      [`sum(rate(vllm:request_success_total{${inner},finished_reason="abort"}[300s]))`],
    ],
    [
      'ttft',
      ['vllm:time_to_first_token_seconds_bucket'],
      [`sum by (le) (increase(vllm:time_to_first_token_seconds_bucket{${inner}}[300s]))`],
    ],
    [
      'kv-cache',
      ['tgi_batch_current_max_tokens', 'tgi_batch_max_total_tokens'],
      [`sum(tgi_batch_current_max_tokens{${inner}}) / sum(tgi_batch_max_total_tokens{${inner}})`],
    ],
    [
      'waiting',
      ['vllm:num_requests_waiting', 'sglang:num_queue_reqs'],
      [`sum(vllm:num_requests_waiting{${inner}})`, `sum(sglang:num_queue_reqs{${inner}})`],
    ],
    [
      'waiting',
      ['sglang_num_queue_reqs', 'sglang_num_decode_transfer_queue_reqs'],
      [`sum({__name__=~"sglang_num_queue_reqs|sglang_num_decode_transfer_queue_reqs",${inner}})`],
    ],
    ['ttft', ['tgi_queue_size'], []],
    [
      'ttft',
      ['sglang:time_to_first_token_seconds_bucket'],
      [
        `sum by (le) (increase(sglang:time_to_first_token_seconds_bucket{${inner},is_streaming="true"}[300s])) or sum by (le) (increase(sglang:time_to_first_token_seconds_bucket{${inner}}[300s]))`,
      ],
    ],
    [
      'failed-per-second',
      ['sglang:num_aborted_requests_total', 'sglang:num_transfer_failed_reqs_total'],
      [
        `sum(rate(sglang:num_aborted_requests_total{${inner}}[300s])) + (sum(rate(sglang:num_transfer_failed_reqs_total{${inner}}[300s])) or 0 * sum(rate(sglang:num_aborted_requests_total{${inner}}[300s])))`,
      ],
    ],
    [
      'kv-cache',
      ['nv_trt_llm_kv_cache_block_metrics'],
      [
        `sum(nv_trt_llm_kv_cache_block_metrics{${inner},kv_cache_block_type="used"}) / sum(nv_trt_llm_kv_cache_block_metrics{${inner},kv_cache_block_type="max"})`,
      ],
    ],
  ] as const)
    it(`about ${metric} where there is ${names.join(' and ')}`, () =>
      assert.deepEqual(expressions(names, metric), expected))

  it('keep text inside its quotes', () => {
    const query = namesQuery({namespace: 'a"} or up{x="', pods: '\\.\n'})

    assert.ok(query.endsWith(String.raw`namespace="a\"} or up{x=\"",pod=~"\\.\n"})`), query)
  })

  it('look for pods of GPUs under both names, and for the beginning of what is remembered', () => {
    const {utilization, memory, count} = gpuQueries(selector)
    for (const query of [utilization, memory, count]) {
      assert.match(query, /exported_namespace="default",exported_pod=~/)
      assert.match(query, /\{namespace="default",pod=~/)
    }
    assert.match(oldestQuery('up', {...selector, seconds: 86_400}), /\[86400s:173s\]\)\)$/)
  })
})

describe('answers of Prometheus', () => {
  const about = {names: ['vllm:num_requests_running', 'vllm:time_to_first_token_seconds_bucket'], seconds: 300}
  const answer = (metric: 'running' | 'ttft', values: readonly (readonly [labels: object, value: string])[]) => {
    const body = JSON.stringify({
      status: 'success',
      data: {resultType: 'vector', result: values.map(([labels, value]) => ({metric: labels, value: [1, value]}))},
    })
    const [query] = queriesFor(about.names, [metric], selector)
    assert.ok(query)
    return measured(metric, [{query, series: toSeries(body, 'Prometheus')}], about)
  }

  it('are levels now, and observations of the range', () => {
    const running = answer('running', [[{}, '4']])
    const first = answer('ttft', [
      [{le: '+Inf'}, '10'],
      [{le: '1.0'}, '5'],
      [{le: '2'}, '10'],
    ])

    assert.deepEqual(running.kind === 'value' && [running.value, running.window.seconds], [4, 0])
    assert.deepEqual(first.kind === 'latency' && [first.p50, first.p95.value], [{relation: '<', value: 1}, 1.9])
  })

  for (const [what, found] of [
    ['no series', answer('running', [])],
    ['no number', answer('running', [[{}, 'NaN']])],
    ['no observations', answer('ttft', [[{le: '+Inf'}, '0']])],
    ['buckets without their end', answer('ttft', [[{le: '1'}, '5']])],
  ] as const)
    it(`with ${what} are missing`, () => assert.equal(found.kind, 'missing'))

  it('without any name of an engine say so', () => {
    const none = measured('running', [], {names: ['up'], seconds: 300})
    assert.equal(none.kind === 'missing' && none.reason, 'it has no series of the engines')
    assert.deepEqual(enginesIn(['up', 'http_requests_total']), [])
  })

  for (const [body, said] of [
    ['{"status":"error","error":"parse error"}', /refuses the query: parse error/],
    ['<html>', /does not answer as Prometheus does/],
    ['{"status":"success","data":{"result":{}}}', /does not answer as Prometheus does/],
    [undefined, /sent more than 8 MiB/],
  ] as const)
    it(`of ${body ?? 'no end'} are refused`, () => assert.throws(() => toSeries(body, 'Prometheus'), {message: said}))

  it('may be a scalar, and hold nonsense', () => {
    assert.deepEqual(toSeries('{"status":"success","data":{"resultType":"scalar","result":[1,"2.5"]}}', 'P'), [
      {labels: {}, value: 2.5},
    ])
    const [odd] = toSeries('{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":1}}]}}', 'P')
    assert.deepEqual([odd?.labels, Number.isNaN(odd?.value)], [{}, true])
  })
})
