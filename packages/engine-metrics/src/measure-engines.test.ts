import assert from 'node:assert/strict'
import fc from 'fast-check'
import {type EngineMetric, type EngineName, engineOf, engineVocabularies} from './engine-vocabulary.ts'
import {type EngineTarget, type Measurement, measureEngines} from './measure-engines.ts'
import type {Scrape} from './prometheus-rate.ts'
import {parsePrometheusText} from './prometheus-text.ts'

const scrape = (text: string, atMs = 5000): Scrape => ({atMs, exposition: parsePrometheusText(text)})

const target = (after: string, before?: string): EngineTarget => ({
  after: scrape(after),
  ...(before !== undefined && {before: scrape(before, 0)}),
})

const shown = (measured: Measurement): unknown =>
  measured.kind === 'value'
    ? Number(measured.value.toFixed(6))
    : measured.kind === 'latency'
      ? [measured.p50, measured.p95, measured.p99].map(({relation, value}) => `${relation}${value}`).join(' ')
      : measured.reason

const histogram = (name: string, counts: readonly [number, number, number]): string =>
  `${name}_bucket{le="0.1"} ${counts[0]}\n${name}_bucket{le="0.2"} ${counts[1]}\n${name}_bucket{le="+Inf"} ${counts[2]}\n`

const triton = `nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="active",version="1"} 9
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="scheduled",version="1"} 2
nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="waiting",version="1"} 5
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="used",model="tensorrt_llm",version="1"} 25
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="free",model="tensorrt_llm",version="1"} 75
nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max",model="tensorrt_llm",version="1"} 100`

describe('metrics of engines', () => {
  for (const [engine, metric, before, after, expected] of [
    [
      'vLLM',
      'requests-per-second',
      'vllm:request_success_total{r="stop"} 5',
      'vllm:request_success_total{r="stop"} 20',
      3,
    ],
    ['vLLM', 'running', '', 'vllm:num_requests_running 4', 4],
    ['vLLM', 'kv-cache', '', 'vllm:kv_cache_usage_perc 0.25', 25],
    ['vLLM before 0.9', 'kv-cache', '', 'vllm:gpu_cache_usage_perc 0.5', 50],
    [
      'vLLM with both names',
      'itl',
      '',
      histogram('vllm:time_per_output_token_seconds', [0, 0, 9]) +
        histogram('vllm:inter_token_latency_seconds', [0, 10, 10]),
      '=0.15000000000000002 =0.195 =0.199',
    ],
    ['vLLM before 0.10', 'itl', '', histogram('vllm:time_per_output_token_seconds', [10, 10, 10]), '<0.1 <0.1 <0.1'],
    [
      'vLLM',
      'prefix-cache',
      'vllm:prefix_cache_hits_total 0\nvllm:prefix_cache_queries_total 0',
      'vllm:prefix_cache_hits_total 30\nvllm:prefix_cache_queries_total 40',
      75,
    ],
    [
      'vLLM',
      'failed-per-second',
      'vllm:request_success_total{finished_reason="stop"} 5',
      'vllm:request_success_total{finished_reason="stop"} 9',
      0,
    ],
    [
      'SGLang, of streams',
      'ttft',
      '',
      'sglang:time_to_first_token_seconds_bucket{le="1",is_streaming="true"} 0\nsglang:time_to_first_token_seconds_bucket{le="2",is_streaming="true"} 4\nsglang:time_to_first_token_seconds_bucket{le="+Inf",is_streaming="true"} 4\nsglang:time_to_first_token_seconds_bucket{le="1",is_streaming="false"} 9\nsglang:time_to_first_token_seconds_bucket{le="+Inf",is_streaming="false"} 9\n',
      '=1.5 =1.95 =1.99',
    ],
    ['SGLang stored without colons', 'waiting', '', 'sglang_num_queue_reqs 7', 7],
    [
      'SGLang, prefill and decode apart',
      'waiting',
      '',
      'sglang:num_queue_reqs 1\nsglang:num_prefill_bootstrap_queue_reqs 2\nsglang:num_decode_transfer_queue_reqs{tp_rank="0"} 4',
      7,
    ],
    [
      'SGLang, counted as they come',
      'tokens-per-second',
      'sglang:realtime_tokens_total{mode="decode"} 0\nsglang:generation_tokens_total 0',
      'sglang:realtime_tokens_total{mode="decode"} 50\nsglang:realtime_tokens_total{mode="prefill_compute"} 900\nsglang:generation_tokens_total 10',
      10,
    ],
    ['TGI', 'kv-cache', '', 'tgi_batch_current_max_tokens 30\ntgi_batch_max_total_tokens 120', 25],
    ['TGI', 'ttft', '', 'tgi_queue_size 0', 'TGI does not export it'],
    [
      'SGLang that tells tokens alone',
      'kv-cache',
      '',
      'sglang:num_used_tokens 30\nsglang:max_total_num_tokens 120',
      25,
    ],
    [
      'SGLang, with all that fails',
      'failed-per-second',
      'sglang:num_aborted_requests_total 0\nsglang:num_transfer_failed_reqs_total 0',
      'sglang:num_aborted_requests_total 5\nsglang:num_transfer_failed_reqs_total 10\nsglang:num_bootstrap_failed_reqs_total 5',
      4,
    ],
    ['TensorRT-LLM', 'kv-cache', '', 'trtllm_kv_cache_utilization 0.1', 10],
    ['TensorRT-LLM with colons', 'waiting', '', 'trtllm:num_requests_waiting 3', 3],
    ['TensorRT-LLM', 'prefix-cache', '', 'trtllm_kv_cache_hit_rate 0.4', 40],
    [
      'TensorRT-LLM',
      'failed-per-second',
      'trtllm_request_error_total 0\ntrtllm_num_aborted_requests_total 0',
      'trtllm_request_error_total 5\ntrtllm_num_aborted_requests_total 10',
      3,
    ],
    ['Triton', 'running', '', triton, 2],
    ['Triton', 'waiting', '', triton, 5],
    ['Triton', 'kv-cache', '', triton, 25],
    ['Triton', 'ttft', '', triton, 'Triton with TensorRT-LLM does not export it'],
    [
      'Triton, of a chain of models',
      'requests-per-second',
      'nv_inference_request_success{model="ensemble"} 0\nnv_inference_request_success{model="tensorrt_llm"} 0',
      'nv_inference_request_success{model="ensemble"} 10\nnv_inference_request_success{model="tensorrt_llm"} 10',
      2,
    ],
    ['Dynamo', 'requests-per-second', 'dynamo_frontend_requests_total 0', 'dynamo_frontend_requests_total 10', 2],
    ['vLLM', 'waiting', '', 'vllm:num_requests_running 1', 'vLLM does not show vllm:num_requests_waiting'],
    ['another program', 'running', '', 'go_goroutines 5', /^\/metrics has no names of vLLM, SGLang/],
    [
      'vLLM without traffic',
      'ttft',
      histogram('vllm:time_to_first_token_seconds', [1, 2, 3]),
      histogram('vllm:time_to_first_token_seconds', [1, 2, 3]),
      'nothing was measured in 5 s',
    ],
    [
      'vLLM',
      'prefix-cache',
      '',
      'vllm:prefix_cache_hits_total 0\nvllm:prefix_cache_queries_total 0',
      'nothing was asked for yet',
    ],
  ] as const)
    it(`${metric} of ${engine}`, () => {
      const value = shown(measureEngines([target(`${after}\n`, before === '' ? undefined : `${before}\n`)], metric))

      if (expected instanceof RegExp) assert.match(String(value), expected)
      else assert.equal(value, expected)
    })

  it('of several engines are added, or the fullest is told, and latencies are put together', () => {
    const one = target(
      `vllm:num_requests_running 1\nvllm:kv_cache_usage_perc 0.2\n${histogram('vllm:e2e_request_latency_seconds', [10, 10, 10])}`,
    )
    const other = target(
      `sglang:num_running_reqs 2\nsglang:token_usage 0.6\n${histogram('sglang:e2e_request_latency_seconds', [0, 10, 10])}`,
    )
    const both = (metric: EngineMetric) => shown(measureEngines([one, other], metric))

    assert.deepEqual([both('running'), both('kv-cache')], [3, 60])
    assert.equal(both('e2e'), '<0.1 =0.19 =0.198')
  })

  it('without an earlier scrape are of the whole life, where the engine says when it began', () => {
    const counted = 'vllm:generation_tokens_total 500\n'
    const told = measureEngines([target(`${counted}process_start_time_seconds 1\n`)], 'tokens-per-second')
    const known = measureEngines([{...target(counted), startedAtMs: 3000}], 'tokens-per-second')
    const silent = measureEngines([target(counted)], 'tokens-per-second')

    assert(told.kind === 'value' && known.kind === 'value')
    assert.deepEqual([told.value, told.window], [125, {seconds: 4, isLifetime: true}])
    assert.deepEqual([known.value, known.window], [250, {seconds: 2, isLifetime: true}])
    assert.match(String(shown(silent)), /^one scrape tells no rate/)
  })

  it('without an engine are missing', () => assert.equal(shown(measureEngines([], 'running')), 'no engine answered'))

  it('agree with what was counted, for every counter of every engine', () => {
    const counters = (Object.keys(engineVocabularies) as EngineName[]).flatMap((engine) =>
      (Object.entries(engineVocabularies[engine].sources) as [EngineMetric, readonly {as: string; name: string}[]][])
        .filter(
          ([metric, [source]]) => source?.as === 'counter' && metric.endsWith('per-second') && !('where' in source),
        )
        .map(([metric, [source]]) => ({metric, name: source?.name ?? ''})),
    )
    assert(counters.length > 12)
    fc.assert(
      fc.property(fc.constantFrom(...counters), fc.nat(1e6), fc.nat(1e6), ({metric, name}, start, growth) => {
        const measured = measureEngines([target(`${name} ${start + growth}\n`, `${name} ${start}\n`)], metric)
        assert(measured.kind === 'value')
        assert.equal(measured.value, growth / 5)
      }),
    )
  })
})

describe('the engine behind a page', () => {
  it('is the one most names belong to', () => {
    assert.equal(engineOf(['go_info', 'vllm:a', 'vllm:b', 'sglang:c']), 'vllm')
    assert.equal(engineOf(['dynamo_frontend_requests_total']), 'dynamo')
    assert.equal(engineOf(['vllmx', 'up']), undefined)
  })
})
