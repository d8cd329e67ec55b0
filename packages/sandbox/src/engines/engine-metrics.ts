import type {Launch} from './launch.ts'
import {metricRegistry} from './metric-registry.ts'

/** One finished request, or `times` alike; seconds and tokens. */
export interface Finished {
  readonly firstToken: number
  readonly betweenTokens: number
  /** Tokens of all these requests that came later after the one before. */
  readonly slow?: {readonly tokens: number; readonly betweenTokens: number}
  readonly total: number
  readonly queued: number
  readonly promptTokens: number
  readonly outputTokens: number
  /** Prompt tokens that needed no prefill; those of traffic from elsewhere are a fifth. */
  readonly cachedTokens?: number
  readonly maxTokens?: number | undefined
  readonly reason: 'stop' | 'length' | 'abort'
}

export interface Levels {
  readonly running: number
  readonly waiting: number
  /** Share of the KV cache in use, 0–1. */
  readonly cacheUse: number
  /** Tokens per second over the last moments. */
  readonly throughput: number
  readonly cacheTokens: number
  readonly adapters?: readonly string[]
}

export interface EngineMetrics {
  finished(request: Finished, times?: number): void
  text(levels: Levels): string
}

/** Times between tokens, with how many there were of each. */
export function gapsOf({betweenTokens, outputTokens, slow}: Finished, times: number): [number, number][] {
  const all = Math.max(0, outputTokens - 1) * times
  const late = Math.min(all, slow?.tokens ?? 0)
  const usual: [number, number] = [betweenTokens, all - late]
  return slow && late > 0 ? [usual, [slow.betweenTokens, late]] : [usual]
}

const firstTokenBounds = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560,
]
const betweenBounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 8]
const totalBounds = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680]
const tokenBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]

/** The metrics of the engine that was launched, under the names its makers use (vLLM ≥ 0.10, SGLang ≥ 0.5). */
export const engineMetrics = (launch: Launch): EngineMetrics =>
  launch.engine === 'vllm' ? vllm(launch) : sglang(launch)

function vllm(launch: Launch): EngineMetrics {
  const registry = metricRegistry(`engine="0",model_name="${launch.servedNames[0]}"`)
  const running = registry.gauge('vllm:num_requests_running', 'Number of requests in model execution batches.')
  const waiting = registry.gauge('vllm:num_requests_waiting', 'Number of requests waiting to be processed.')
  const cache = registry.gauge('vllm:kv_cache_usage_perc', 'KV-cache usage. 1 means 100 percent usage.')
  const queries = registry.counter('vllm:prefix_cache_queries_total', 'Prefix cache queries, in tokens.')
  const hits = registry.counter('vllm:prefix_cache_hits_total', 'Prefix cache hits, in tokens.')
  registry.counter('vllm:num_preemptions_total', 'Cumulative number of preemptions.')
  const prompt = registry.counter('vllm:prompt_tokens_total', 'Number of prefill tokens processed.')
  const generated = registry.counter('vllm:generation_tokens_total', 'Number of generation tokens processed.')
  const success = registry.counter('vllm:request_success_total', 'Count of successfully processed requests.')
  const first = registry.histogram(
    'vllm:time_to_first_token_seconds',
    'Time to first token in seconds.',
    firstTokenBounds,
  )
  const between = registry.histogram(
    'vllm:inter_token_latency_seconds',
    'Inter-token latency in seconds.',
    betweenBounds,
  )
  const perToken = registry.histogram(
    'vllm:request_time_per_output_token_seconds',
    'Time per output token of a request.',
    betweenBounds,
  )
  const total = registry.histogram(
    'vllm:e2e_request_latency_seconds',
    'End-to-end request latency in seconds.',
    totalBounds,
  )
  const queue = registry.histogram('vllm:request_queue_time_seconds', 'Time a request spent waiting.', totalBounds)
  const prefill = registry.histogram(
    'vllm:request_prefill_time_seconds',
    'Time a request spent in prefill.',
    totalBounds,
  )
  const decode = registry.histogram('vllm:request_decode_time_seconds', 'Time a request spent in decode.', totalBounds)
  const promptSize = registry.histogram(
    'vllm:request_prompt_tokens',
    'Number of prefill tokens per request.',
    tokenBounds,
  )
  const outputSize = registry.histogram(
    'vllm:request_generation_tokens',
    'Number of generation tokens per request.',
    tokenBounds,
  )
  const inference = registry.histogram(
    'vllm:request_inference_time_seconds',
    'Time a request spent running.',
    totalBounds,
  )
  const oldPerToken = registry.histogram(
    'vllm:time_per_output_token_seconds',
    'Time per output token; replaced by inter_token_latency.',
    betweenBounds,
  )
  const maxTokens = registry.histogram(
    'vllm:request_params_max_tokens',
    'The max_tokens parameter of requests.',
    tokenBounds,
  )
  const most = registry.histogram('vllm:max_num_generation_tokens', 'Most generation tokens asked for.', tokenBounds)
  const lora = registry.gauge('vllm:lora_requests_info', 'Running stats on LoRA requests.')
  const config = registry.gauge('vllm:cache_config_info', 'Information of the cache configuration.')
  const responses = registry.counter('http_requests_total', 'Total number of requests by method, status and handler.')
  responses(0, 'handler="/v1/chat/completions",method="POST",status="2xx"')
  for (const reason of ['stop', 'length', 'abort']) success(0, `finished_reason="${reason}"`)

  return {
    finished(request, times = 1) {
      success(times, `finished_reason="${request.reason}"`)
      prompt(request.promptTokens * times)
      generated(request.outputTokens * times)
      queries(request.promptTokens * times)
      hits(cachedOf(request) * times)
      responses(times, 'handler="/v1/chat/completions",method="POST",status="2xx"')
      if (request.maxTokens !== undefined) maxTokens(request.maxTokens, times)
      most(request.outputTokens, times)
      promptSize(request.promptTokens, times)
      outputSize(request.outputTokens, times)
      queue(request.queued, times)
      if (request.reason === 'abort') return
      first(request.firstToken, times)
      for (const [seconds, tokens] of gapsOf(request, times)) {
        between(seconds, tokens)
        oldPerToken(seconds, tokens)
      }
      perToken(request.betweenTokens, times)
      inference(request.total - request.queued, times)
      total(request.total, times)
      prefill(request.firstToken - request.queued, times)
      decode(request.total - request.firstToken, times)
    },
    text(levels) {
      running(levels.running)
      waiting(levels.waiting)
      cache(levels.cacheUse)
      config(1, `block_size="16",num_gpu_blocks="${Math.floor(levels.cacheTokens / 16)}"`)
      lora(1, `max_lora="8",running_lora_adapters="${(levels.adapters ?? []).join(',')}",waiting_lora_adapters=""`)
      return registry.text()
    },
  }
}

const cachedOf = ({cachedTokens, promptTokens}: Finished): number => cachedTokens ?? Math.round(promptTokens * 0.2)

/** Always exported; nothing in the sandbox makes them count. */
const idleCounters = [
  ['sglang:num_retracted_requests_total', 'Number of requests that were retracted.'],
  ['sglang:num_bootstrap_failed_reqs_total', 'Number of requests whose bootstrap failed.'],
  ['sglang:num_transfer_failed_reqs_total', 'Number of requests whose transfer failed.'],
] as const

const idleGauges = [
  ['sglang:num_prefill_prealloc_queue_reqs', 'Requests in the prefill prealloc queue.'],
  ['sglang:num_prefill_inflight_queue_reqs', 'Requests in the prefill inflight queue.'],
  ['sglang:num_decode_prealloc_queue_reqs', 'Requests in the decode prealloc queue.'],
  ['sglang:num_decode_transfer_queue_reqs', 'Requests in the decode transfer queue.'],
  ['sglang:kv_transfer_speed_gb_s', 'Speed of the KV transfer.'],
  ['sglang:kv_transfer_latency_ms', 'Latency of the KV transfer.'],
] as const

function sglang(launch: Launch): EngineMetrics {
  const registry = metricRegistry(
    `engine_type="unified",model_name="${launch.servedNames[0]}",moe_ep_rank="0",pp_rank="0",tp_rank="0"`,
  )
  const running = registry.gauge('sglang:num_running_reqs', 'The number of running requests.')
  const waiting = registry.gauge('sglang:num_queue_reqs', 'The number of requests in the waiting queue.')
  const usage = registry.gauge('sglang:token_usage', 'The token usage.')
  const used = registry.gauge('sglang:num_used_tokens', 'The number of used tokens.')
  const most = registry.gauge('sglang:max_total_num_tokens', 'Maximum total number of tokens in the KV cache pool.')
  const throughput = registry.gauge('sglang:gen_throughput', 'The generation throughput (token/s).')
  const hitRate = registry.gauge('sglang:cache_hit_rate', 'The prefix cache hit rate.')
  const requests = registry.counter('sglang:num_requests_total', 'Number of requests processed.')
  const aborted = registry.counter('sglang:num_aborted_requests_total', 'Number of requests aborted.')
  const prompt = registry.counter('sglang:prompt_tokens_total', 'Number of prefill tokens processed.')
  const generated = registry.counter('sglang:generation_tokens_total', 'Number of generation tokens processed.')
  const cached = registry.counter('sglang:cached_tokens_total', 'Number of cached prompt tokens.')
  const slots = registry.gauge('sglang:lora_pool_slots_used', 'Number of occupied LoRA slots.')
  registry.gauge('sglang:lora_pool_slots_total', 'Number of LoRA slots.')(8)
  const shares = {prompt: 0, cached: 0}
  for (const [name, help] of idleCounters) registry.counter(name, help)
  for (const [name, help] of idleGauges) registry.gauge(name, help)
  const first = registry.histogram(
    'sglang:time_to_first_token_seconds',
    'Histogram of time to first token in seconds.',
    [0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400],
  )
  const between = registry.histogram(
    'sglang:inter_token_latency_seconds',
    'Histogram of inter-token latency in seconds.',
    betweenBounds,
  )
  const total = registry.histogram(
    'sglang:e2e_request_latency_seconds',
    'Histogram of end-to-end request latency in seconds.',
    [0.1, 0.2, ...totalBounds],
  )
  const queue = registry.histogram(
    'sglang:queue_time_seconds',
    'Histogram of queueing time in seconds.',
    firstTokenBounds,
  )

  return {
    finished(request, times = 1) {
      prompt(request.promptTokens * times)
      generated(request.outputTokens * times)
      queue(request.queued, times)
      if (request.reason === 'abort') return aborted(times)
      requests(times)
      cached(cachedOf(request) * times)
      shares.prompt += request.promptTokens * times
      shares.cached += cachedOf(request) * times
      first(request.firstToken, times)
      between(request.betweenTokens, Math.max(0, request.outputTokens - 1) * times)
      total(request.total, times)
    },
    text(levels) {
      running(levels.running)
      waiting(levels.waiting)
      usage(levels.cacheUse)
      used(Math.round(levels.cacheUse * levels.cacheTokens))
      most(levels.cacheTokens)
      throughput(levels.throughput)
      hitRate(shares.prompt === 0 ? 0 : shares.cached / shares.prompt)
      slots(levels.adapters?.length ?? 0)
      return registry.text()
    },
  }
}
