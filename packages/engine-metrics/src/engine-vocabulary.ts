import type {Exposition} from './prometheus-text.ts'

export type EngineName = 'vllm' | 'sglang' | 'tgi' | 'tensorrt-llm' | 'triton' | 'dynamo'

export type EngineMetric =
  | 'requests-per-second'
  | 'running'
  | 'waiting'
  | 'ttft'
  | 'itl'
  | 'e2e'
  | 'queue-time'
  | 'tokens-per-second'
  | 'prompt-tokens-per-second'
  | 'kv-cache'
  | 'prefix-cache'
  | 'preemptions-per-second'
  | 'failed-per-second'
  | 'server-errors-per-second'

export type MetricUnit = 'requests/s' | 'requests' | 'tokens/s' | 's' | '%' | '/s'

interface MetricShape {
  readonly unit: MetricUnit
  /** How the values of several engines become one. Latencies are never averaged: their observations are put together. */
  readonly joined: 'sum' | 'max' | 'mean' | 'observations'
  /** What the engines' unit is multiplied with. */
  readonly times?: number
}

export const engineMetrics: Readonly<Record<EngineMetric, MetricShape>> = {
  'requests-per-second': {unit: 'requests/s', joined: 'sum'},
  running: {unit: 'requests', joined: 'sum'},
  waiting: {unit: 'requests', joined: 'sum'},
  ttft: {unit: 's', joined: 'observations'},
  itl: {unit: 's', joined: 'observations'},
  e2e: {unit: 's', joined: 'observations'},
  'queue-time': {unit: 's', joined: 'observations'},
  'tokens-per-second': {unit: 'tokens/s', joined: 'sum'},
  'prompt-tokens-per-second': {unit: 'tokens/s', joined: 'sum'},
  'kv-cache': {unit: '%', joined: 'max', times: 100},
  'prefix-cache': {unit: '%', joined: 'mean', times: 100},
  'preemptions-per-second': {unit: '/s', joined: 'sum'},
  'failed-per-second': {unit: 'requests/s', joined: 'sum'},
  'server-errors-per-second': {unit: 'requests/s', joined: 'sum'},
}

/** `where` narrows to samples that have the label; `prefer` does only when there are any. */
interface Narrowed {
  readonly name: string
  readonly where?: readonly [label: string, value: string]
  readonly prefer?: readonly [label: string, value: string]
}

/** What an engine exports for a metric. Histograms are named without `_bucket`. */
export type MetricSource =
  | (Narrowed & {readonly as: 'histogram'})
  /** `plus`: what is added where it is there too. */
  | (Narrowed & {readonly as: 'counter' | 'gauge'; readonly plus?: readonly string[]})
  /** The share of one in the other: of two gauges now, of two counters while they grew. */
  | {
      readonly as: 'gauge-share' | 'counter-share'
      readonly name: string
      readonly of: string
      /** Labels of the one and of the other. */
      readonly where?: readonly [label: string, value: string]
      readonly ofWhere?: readonly [label: string, value: string]
    }

type Sources = Readonly<Partial<Record<EngineMetric, readonly MetricSource[]>>>

export interface EngineVocabulary {
  readonly title: string
  /** Of the names it exports, before the first `:` or `_`. */
  readonly prefixes: readonly string[]
  /** For each metric the first that is there: newer names stand before older ones. */
  readonly sources: Sources
}

const counter = (name: string, where?: readonly [string, string]): MetricSource => ({
  as: 'counter',
  name,
  ...(where && {where}),
})
/** Several counters of one thing; the first has to be there. */
const counters = (name: string, ...plus: readonly string[]): MetricSource => ({as: 'counter', name, plus})
const gauge = (name: string, plus: readonly string[] = []): MetricSource => ({
  as: 'gauge',
  name,
  ...(plus.length > 0 && {plus}),
})
const level = (name: string, where: readonly [string, string]): MetricSource => ({as: 'gauge', name, where})
const histogram = (name: string, prefer?: readonly [string, string]): MetricSource => ({
  as: 'histogram',
  name,
  ...(prefer && {prefer}),
})
/** Where prefill and decode are apart, requests also wait for their keys and values to be handed over. */
const disaggregatedQueues = [
  'sglang:num_prefill_prealloc_queue_reqs',
  'sglang:num_prefill_bootstrap_queue_reqs',
  'sglang:num_prefill_inflight_queue_reqs',
  'sglang:num_decode_prealloc_queue_reqs',
  'sglang:num_decode_transfer_queue_reqs',
]
const streaming = ['is_streaming', 'true'] as const

/** Of a chain of models the one that makes the tokens: every request passes all of them. */
const oneModel = (name: string): MetricSource => ({as: 'counter', name, prefer: ['model', 'tensorrt_llm']})

/**
 * Sources: vllm-project/vllm `vllm/v1/metrics/loggers.py`; sgl-project/sglang `observability/metrics_collector.py`;
 * huggingface/text-generation-inference `docs/source/reference/metrics.md`; NVIDIA/TensorRT-LLM
 * `tensorrt_llm/metrics/collector.py`; triton-inference-server/tensorrtllm_backend `docs`; ai-dynamo/dynamo `lib/runtime/src/metrics/prometheus_names.rs`.
 */
export const engineVocabularies: Readonly<Record<EngineName, EngineVocabulary>> = {
  vllm: {
    title: 'vLLM',
    prefixes: ['vllm'],
    sources: {
      'requests-per-second': [counter('vllm:request_success_total')],
      running: [gauge('vllm:num_requests_running')],
      waiting: [gauge('vllm:num_requests_waiting')],
      ttft: [histogram('vllm:time_to_first_token_seconds')],
      itl: [histogram('vllm:inter_token_latency_seconds'), histogram('vllm:time_per_output_token_seconds')],
      e2e: [histogram('vllm:e2e_request_latency_seconds')],
      'queue-time': [histogram('vllm:request_queue_time_seconds')],
      'tokens-per-second': [counter('vllm:generation_tokens_total')],
      'prompt-tokens-per-second': [counter('vllm:prompt_tokens_total')],
      'kv-cache': [gauge('vllm:kv_cache_usage_perc'), gauge('vllm:gpu_cache_usage_perc')],
      'prefix-cache': [
        {as: 'counter-share', name: 'vllm:prefix_cache_hits_total', of: 'vllm:prefix_cache_queries_total'},
        {as: 'counter-share', name: 'vllm:gpu_prefix_cache_hits_total', of: 'vllm:gpu_prefix_cache_queries_total'},
      ],
      'preemptions-per-second': [counter('vllm:num_preemptions_total')],
      'failed-per-second': [counter('vllm:request_success_total', ['finished_reason', 'abort'])],
      'server-errors-per-second': [counter('http_requests_total', ['status', '5xx'])],
    },
  },
  sglang: {
    title: 'SGLang',
    prefixes: ['sglang'],
    sources: {
      'requests-per-second': [counter('sglang:num_requests_total')],
      running: [gauge('sglang:num_running_reqs')],
      waiting: [gauge('sglang:num_queue_reqs', disaggregatedQueues)],
      ttft: [histogram('sglang:time_to_first_token_seconds', streaming)],
      itl: [histogram('sglang:inter_token_latency_seconds'), histogram('sglang:time_per_output_token_seconds')],
      e2e: [histogram('sglang:e2e_request_latency_seconds')],
      'queue-time': [histogram('sglang:queue_time_seconds')],
      'tokens-per-second': [
        counter('sglang:realtime_tokens_total', ['mode', 'decode']),
        counter('sglang:generation_tokens_total'),
        gauge('sglang:gen_throughput'),
      ],
      'prompt-tokens-per-second': [counter('sglang:prompt_tokens_total')],
      'kv-cache': [
        gauge('sglang:token_usage'),
        {as: 'gauge-share', name: 'sglang:num_used_tokens', of: 'sglang:max_total_num_tokens'},
      ],
      'prefix-cache': [
        {as: 'counter-share', name: 'sglang:cached_tokens_total', of: 'sglang:prompt_tokens_total'},
        gauge('sglang:cache_hit_rate'),
      ],
      'preemptions-per-second': [counter('sglang:num_retracted_requests_total')],
      'failed-per-second': [
        counters(
          'sglang:num_aborted_requests_total',
          'sglang:num_bootstrap_failed_reqs_total',
          'sglang:num_transfer_failed_reqs_total',
        ),
      ],
    },
  },
  tgi: {
    title: 'TGI',
    prefixes: ['tgi'],
    sources: {
      'requests-per-second': [counter('tgi_request_count')],
      running: [gauge('tgi_batch_current_size')],
      waiting: [gauge('tgi_queue_size')],
      itl: [histogram('tgi_request_mean_time_per_token_duration')],
      e2e: [histogram('tgi_request_duration')],
      'queue-time': [histogram('tgi_request_queue_duration')],
      'tokens-per-second': [counter('tgi_request_generated_tokens_sum')],
      'prompt-tokens-per-second': [counter('tgi_request_input_length_sum')],
      'kv-cache': [{as: 'gauge-share', name: 'tgi_batch_current_max_tokens', of: 'tgi_batch_max_total_tokens'}],
      'failed-per-second': [counter('tgi_request_failure')],
    },
  },
  'tensorrt-llm': {
    title: 'TensorRT-LLM',
    prefixes: ['trtllm'],
    sources: {
      'requests-per-second': [counter('trtllm_request_success_total')],
      running: [gauge('trtllm_num_requests_running')],
      waiting: [gauge('trtllm_num_requests_waiting')],
      ttft: [histogram('trtllm_time_to_first_token_seconds')],
      itl: [histogram('trtllm_time_per_output_token_seconds')],
      e2e: [histogram('trtllm_e2e_request_latency_seconds')],
      'queue-time': [histogram('trtllm_request_queue_time_seconds')],
      'tokens-per-second': [counter('trtllm_generation_tokens_total')],
      'prompt-tokens-per-second': [counter('trtllm_prompt_tokens_total')],
      'kv-cache': [gauge('trtllm_kv_cache_utilization')],
      'prefix-cache': [gauge('trtllm_kv_cache_hit_rate')],
      'failed-per-second': [
        counters('trtllm_request_error_total', 'trtllm_num_aborted_requests_total'),
        counter('trtllm_num_aborted_requests_total'),
      ],
    },
  },
  triton: {
    title: 'Triton with TensorRT-LLM',
    prefixes: ['nv_trt_llm', 'nv_inference'],
    sources: {
      'requests-per-second': [oneModel('nv_inference_request_success')],
      running: [level('nv_trt_llm_request_metrics', ['request_type', 'scheduled'])],
      waiting: [level('nv_trt_llm_request_metrics', ['request_type', 'waiting'])],
      'kv-cache': [
        {
          as: 'gauge-share',
          name: 'nv_trt_llm_kv_cache_block_metrics',
          where: ['kv_cache_block_type', 'used'],
          of: 'nv_trt_llm_kv_cache_block_metrics',
          ofWhere: ['kv_cache_block_type', 'max'],
        },
      ],
      'failed-per-second': [oneModel('nv_inference_request_failure')],
    },
  },
  dynamo: {
    title: 'Dynamo',
    prefixes: ['dynamo_frontend'],
    sources: {
      'requests-per-second': [counter('dynamo_frontend_requests_total')],
      running: [gauge('dynamo_frontend_inflight_requests')],
      waiting: [gauge('dynamo_frontend_queued_requests')],
      ttft: [histogram('dynamo_frontend_time_to_first_token_seconds')],
      itl: [histogram('dynamo_frontend_inter_token_latency_seconds')],
      e2e: [histogram('dynamo_frontend_request_duration_seconds')],
      'tokens-per-second': [counter('dynamo_frontend_output_tokens_total')],
      'prompt-tokens-per-second': [counter('dynamo_frontend_input_sequence_tokens_sum')],
      'failed-per-second': [counter('dynamo_frontend_requests_total', ['status', 'error'])],
    },
  },
}

const engineNames = Object.keys(engineVocabularies) as EngineName[]

/** The engine whose names these are; undefined for other programs. The most of a page are its engine's. */
export function engineOf(names: Iterable<string>): EngineName | undefined {
  const counts = new Map<EngineName, number>()
  for (const name of names) {
    const engine = engineNames.find((each) => isOf(each, name))
    if (engine) counts.set(engine, (counts.get(engine) ?? 0) + 1)
  }
  return [...counts].sort(([, left], [, right]) => right - left)[0]?.[0]
}

const isOf = (engine: EngineName, name: string): boolean =>
  engineVocabularies[engine].prefixes.some((prefix) => name.startsWith(`${prefix}:`) || name.startsWith(`${prefix}_`))

/** What an engine exports for a metric among the names that are there, as they are written there. */
export function sourceAmong(
  engine: EngineName,
  metric: EngineMetric,
  has: (name: string) => boolean,
): MetricSource | undefined {
  // Some setups store `sglang:x` as `sglang_x`, and builds of TensorRT-LLM write `trtllm:x`.
  const spelled = (name: string, suffix = ''): string | undefined =>
    [name, name.replace(':', '_'), name.replace(/^trtllm_/, 'trtllm:')].find((each) => has(each + suffix))
  for (const source of engineVocabularies[engine].sources[metric] ?? []) {
    const name = spelled(source.name, source.as === 'histogram' ? '_bucket' : '')
    if (name === undefined) continue
    if ('plus' in source && source.plus) {
      return {...source, name, plus: source.plus.flatMap((each) => spelled(each) ?? [])}
    }
    if (!('of' in source)) return {...source, name}
    const of = spelled(source.of)
    if (of !== undefined) return {...source, name, of}
  }
  return undefined
}

/** The engine behind a scrape. */
export const engineIn = ({samples}: Exposition): EngineName | undefined => engineOf(samples.keys())
