import {readRule, type ValueRule} from './value-rule.ts'

/** Arguments with a value that can be checked. Source: vLLM 0.25 `vllm/engine/arg_utils.py`. */
const checked: Readonly<Record<string, string>> = {
  'max-model-len': 'integer:1..',
  'gpu-memory-utilization': 'number:>0..1',
  'cpu-offload-gb': 'number:0..',
  'max-num-seqs': 'integer:1..',
  'max-num-batched-tokens': 'integer:1..',
  'max-num-partial-prefills': 'integer:1..',
  'max-long-partial-prefills': 'integer:1..',
  'long-prefill-token-threshold': 'integer:0..',
  'tensor-parallel-size': 'integer:1..',
  'pipeline-parallel-size': 'integer:1..',
  'data-parallel-size': 'integer:1..',
  'decode-context-parallel-size': 'integer:1..',
  'max-lora-rank': 'integer:1..',
  'max-loras': 'integer:1..',
  'max-cpu-loras': 'integer:1..',
  'max-logprobs': 'integer',
  'block-size': 'integer:1..',
  'swap-space': 'number:0..',
  'num-gpu-blocks-override': 'integer:1..',
  'kv-cache-memory-bytes': 'integer:1..',
  seed: 'integer',
  dtype: 'auto|half|float16|bfloat16|float|float32',
  'kv-cache-dtype': 'text',
  'scheduling-policy': 'fcfs|priority',
  'performance-mode': 'balanced|interactivity|throughput',
  'tokenizer-mode': 'text',
  'load-format': 'text',
  quantization: 'text',
  'chat-template': 'text',
  'tool-call-parser': 'text',
  'reasoning-parser': 'text',
  'served-model-name': 'text',
}

/** Arguments whose values are taken as they are. */
const others = `
  trust-remote-code enforce-eager enable-prefix-caching no-enable-prefix-caching prefix-caching-hash-algo
  enable-chunked-prefill no-enable-chunked-prefill enable-lora enable-expert-parallel enable-auto-tool-choice
  enable-reasoning chat-template-content-format response-role return-tokens-as-token-ids enable-log-requests
  disable-log-requests disable-log-stats enable-log-outputs enable-server-load-tracking enable-prompt-tokens-details
  enable-force-include-usage enable-sleep-mode enable-prompt-embeds lora-modules lora-dtype lora-extra-vocab-size
  fully-sharded-loras default-mm-loras limit-mm-per-prompt media-io-kwargs mm-processor-kwargs mm-encoder-tp-mode
  mm-processor-cache-gb mm-processor-cache-type skip-mm-profiling interleave-mm-strings video-pruning-rate
  allowed-local-media-path allowed-media-domains hf-overrides hf-config-path hf-token config-format
  generation-config override-generation-config override-neuron-config override-pooler-config pooler-config
  model-loader-extra-config use-tqdm-on-load pt-load-map-location ignore-patterns revision code-revision tokenizer
  tokenizer-revision skip-tokenizer-init rope-scaling rope-theta model-impl runner convert task logits-processors
  logits-processor-pattern logprobs-mode io-processor-plugin attention-backend calculate-kv-scales
  kv-sharing-fast-prefill kv-offloading-size kv-offloading-backend kv-transfer-config kv-events-config
  ec-transfer-config mamba-cache-dtype mamba-ssm-cache-dtype mamba-block-size speculative-config compilation-config
  structured-outputs-config guided-decoding-backend reasoning-config additional-config observability-config
  show-hidden-metrics-for-version otlp-traces-endpoint collect-detailed-traces kv-cache-metrics cudagraph-capture-sizes
  max-cudagraph-capture-size max-seq-len-to-capture cuda-graph-sizes num-scheduler-steps scheduler-cls
  scheduler-delay-factor preemption-mode async-scheduling stream-interval disable-hybrid-kv-cache-manager
  disable-cascade-attn disable-sliding-window disable-custom-all-reduce distributed-executor-backend nnodes node-rank
  master-addr master-port data-parallel-rank data-parallel-size-local data-parallel-address data-parallel-rpc-port
  data-parallel-backend data-parallel-hybrid-lb data-parallel-external-lb data-parallel-start-rank
  max-parallel-loading-workers ray-workers-use-nsight worker-cls worker-extension-cls enable-eplb eplb-config
  expert-placement-strategy all2all-backend enable-dbo dbo-decode-token-threshold dbo-prefill-token-threshold
  prefill-context-parallel-size cp-kv-cache-interleave-size enable-return-routed-experts device download-dir
  safetensors-load-strategy use-fast-tokenizer enable-tokenizer-info-endpoint exclude-tools-when-tool-choice-none
  tool-parser-plugin tool-server reasoning-parser-plugin trust-request-chat-template max-log-len uvicorn-log-level
  disable-uvicorn-access-log disable-fastapi-docs enable-request-id-headers enable-ssl-refresh h11-max-header-count
  h11-max-incomplete-event-size middleware root-path allowed-origins allowed-methods allowed-headers allow-credentials
  api-server-count lora-target-modules enable-lora-bias long-lora-scaling-factors weight-transfer-config
  compilation-config.pass_config.fuse_allreduce_rms optimization-level kaito-adapters-dir kaito-disable-rate-limit`

let read: ReadonlyMap<string, ValueRule> | undefined

/** The arguments that vLLM's OpenAI server takes, and those that KAITO adds, without the two dashes. */
export function serverArguments(): ReadonlyMap<string, ValueRule> {
  read ??= new Map([
    ...Object.entries(checked).map(([name, rule]) => [name, readRule(rule)] as const),
    ...others
      .trim()
      .split(/\s+/)
      .map((name) => [name, readRule('any')] as const),
  ])
  return read
}
