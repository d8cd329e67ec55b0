import type {ApiObject} from '../../api.ts'

/**
 * The 48 runtimes that OME v0.1 installs: name, architecture, framework versions, quantization, sizes, GPUs of a pod, pods of an
 * engine and of a decoder (`1+3`: a leader and three workers), selection, priority, router, served name. Facts of
 * `config/runtimes` at sgl-project/ome 17b77ed. Simplified: images, probes and arguments are one pattern per engine.
 */
const table = `
srt-deepseek-rdma DeepseekV3ForCausalLM 4.33.1 fp8 650B-700B 8 1+1 named 1 router deepseek-ai/DeepSeek-V3
srt-deepseek-rdma-pd DeepseekV3ForCausalLM 4.33.1 fp8 650B-700B 8 1+1,1+1 named 1 router deepseek-ai/DeepSeek-V3
srt-e5-7b-mistral-instruct MistralModel 4.34.0 - 5B-10B 1 1 auto 1 - intfloat/e5-mistral-7b-instruct
srt-gpt-oss-120b-grpc GptOssForCausalLM 4.55.0 - 115B-125B 2 1 auto 1 router openai/gpt-oss-120b
srt-gpt-oss-20b-grpc GptOssForCausalLM 4.55.0 - 115B-125B 1 1 auto 1 router openai/gpt-oss-20b
srt-kimi-k2-pd DeepseekV3ForCausalLM 4.48.3 fp8 1T-1.5T 8 1+3,1+11 auto 1 router -
srt-llama-3-1-70b-instruct LlamaForCausalLM 4.42.3 - 60B-75B 4 1 named 1 router meta-llama/Meta-Llama-3.1-70B-Instruct
srt-llama-3-1-70b-instruct-pd LlamaForCausalLM 4.43.0 - 60B-75B 4 1,1 named 1 router meta-llama/Llama-3.1-70B-Instruct
srt-llama-3-1-8b-instruct LlamaForCausalLM 4.42.3 - 7B-9B 1 1 named 1 router meta-llama/Llama-3.1-8B-Instruct
srt-llama-3-1-8b-instruct-grpc LlamaForCausalLM 4.43.0 - 7B-9B 1 1 named 1 router meta-llama/Llama-3.1-8B-Instruct
srt-llama-3-2-11b-vision-instruct MllamaForConditionalGeneration 4.45.0 - 10B-12B 1 1 named 1 router meta-llama/Llama-3.2-11B-Vision-Instruct
srt-llama-3-2-1b-instruct LlamaForCausalLM 4.45.0.dev0 - 500M-2B 1 1 named 1 router meta-llama/Llama-3.2-1B-Instruct
srt-llama-3-2-1b-instruct-pd LlamaForCausalLM 4.43.0 - 500M-2B 1 1,1 named 1 router meta-llama/Llama-3.2-1B-Instruct
srt-llama-3-2-3b-instruct LlamaForCausalLM 4.45.0.dev0 - 2B-4B 1 1 named 1 router meta-llama/Llama-3.2-3B-Instruct
srt-llama-3-2-3b-instruct-pd LlamaForCausalLM 4.43.0 - 2B-4B 1 1,1 named 1 router meta-llama/Llama-3.2-3B-Instruct
srt-llama-3-2-90b-vision-instruct MllamaForConditionalGeneration 4.45.0 - 85B-95B 4 1 named 1 router meta-llama/Llama-3.2-90B-Vision-Instruct
srt-llama-3-3-70b-instruct LlamaForCausalLM 4.47.0.dev0 - 60B-75B 4 1 named 1 router meta-llama/Llama-3.3-70B-Instruct
srt-llama-3-3-70b-instruct-fp8-dynamic LlamaForCausalLM 4.45.0 - 60B-75B 2 1 named 1 router RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic
srt-llama-3-3-70b-instruct-pd LlamaForCausalLM 4.45.0 - 60B-75B 4 1,1 named 1 router meta-llama/Llama-3.3-70B-Instruct
srt-llama-4-maverick-17b-128e-instruct-fp8 Llama4ForConditionalGeneration 4.51.0.dev0 - 400B-402B 8 1 auto 2 router meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8
srt-llama-4-maverick-17b-128e-instruct-fp8-grpc Llama4ForConditionalGeneration 4.51.0 - 400B-402B 8 1 named 2 router meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8
srt-llama-4-maverick-17b-128e-instruct-fp8-pd Llama4ForConditionalGeneration 4.51.0.dev0 - 400B-402B 8 1,1 named 2 router meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8
srt-llama-4-maverick-17b-128e-instruct-fp8-pd-grpc Llama4ForConditionalGeneration 4.51.0 - 400B-402B 8 1,1 named 2 router meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8
srt-llama-4-scout-17b-16e-instruct Llama4ForConditionalGeneration 4.51.0.dev0 - 100B-109B 4 1 auto 2 router meta-llama/Llama-4-Scout-17B-16E-Instruct
srt-llama-4-scout-17b-16e-instruct-pd Llama4ForConditionalGeneration 4.51.0 - 100B-109B 4 1,1 auto 2 router meta-llama/Llama-4-Scout-17B-16E-Instruct
srt-mistral-7b-instruct MistralForCausalLM 4.36.0 - 5B-9B 2 1 named 1 router mistralai/Mistral-7B-Instruct-v0.2
srt-mistral-7b-instruct-pd MistralForCausalLM 4.36.0 - 5B-9B 2 1,1 named 1 router mistralai/Mistral-7B-Instruct-v0.2
srt-mixtral-8x7b-instruct MixtralForCausalLM 4.36.0.dev0 - 45B-50B 2 1 named 1 router mistralai/Mixtral-8x7B-Instruct-v0.1
srt-mixtral-8x7b-instruct-pd MixtralForCausalLM 4.36.0.dev0 - 45B-50B 2 1,1 named 1 router mistralai/Mixtral-8x7B-Instruct-v0.1
vllm-deepseek-v4-flash DeepseekV4ForCausalLM 4.57.1 fp8 150B-200B 4 1 auto 1 router vllm-model
vllm-deepseek-v4-pro DeepseekV4ForCausalLM 4.57.1 fp8 800B-900B 8 1 auto 1 router vllm-model
vllm-e5-mistral-7b-instruct MistralModel 4.34.0 - 5B-10B 1 1 auto 1 - vllm-model
vllm-llama-3-1-405b-instruct-fp8 LlamaForCausalLM 4.43.0.dev0 fp8 400B-410B 8 1 auto 1 - vllm-model
vllm-llama-3-1-8b-instruct LlamaForCausalLM 4.42.3 - 7B-9B 1 1 named 1 - $(SERVED_MODEL_NAME)
vllm-llama-3-1-nemotron-nano-8b-v1 LlamaForCausalLM 4.47.1 - 7B-9B 1 1 auto 1 - vllm-model
vllm-llama-3-1-nemotron-ultra-253b-v1 DeciLMForCausalLM 4.45.1 - 252B-256B 8 1 auto 1 - vllm-model
vllm-llama-3-2-11b-vision-instruct MllamaForConditionalGeneration 4.45.0.dev0/4.50.0.dev0 - 10B-12B 1 1 auto 1 - vllm-model
vllm-llama-3-2-1b-instruct LlamaForCausalLM 4.45.0.dev0 - 500M-2B 1 1 auto 1 - vllm-model
vllm-llama-3-2-3b-instruct LlamaForCausalLM 4.45.0.dev0 - 2B-4B 1 1 auto 1 - vllm-model
vllm-llama-3-2-90b-vision-instruct MllamaForConditionalGeneration 4.46.0.dev0 - 85B-95B 8 1 named 1 - vllm-model
vllm-llama-3-2-90b-vision-instruct-fp8-dynamic MllamaForConditionalGeneration 4.46.0.dev0/4.50.0.dev0 - 85B-95B 4 1 auto 1 - vllm-model
vllm-llama-3-3-70b-instruct LlamaForCausalLM 4.47.0.dev0 - 60B-75B 4 1 auto 1 - $(SERVED_MODEL_NAME)
vllm-llama-3-3-70b-instruct-fp8-dynamic LlamaForCausalLM 4.47.1 - 60B-75B 2 1 auto 1 - $(SERVED_MODEL_NAME)
vllm-llama-3-3-nemotron-super-49b-v1 DeciLMForCausalLM 4.48.3 - 48B-50B 4 1 auto 1 - vllm-model
vllm-llama-4-maverick-17b-128e-instruct-fp8 Llama4ForConditionalGeneration 4.51.0.dev0 fp8 400B-410B 8 1 auto 1 - vllm-model
vllm-llama-4-scout-17b-16e-instruct Llama4ForConditionalGeneration 4.51.0.dev0 - 100B-110B 4 1 auto 1 - vllm-model
vllm-mistral-7b-instruct MistralForCausalLM 4.36.2 - 5B-9B 2 1 auto 1 - vllm-model
vllm-mixtral-8x7b-instruct MixtralForCausalLM 4.36.0.dev0 - 45B-50B 2 1 auto 1 - vllm-model
`

interface Row {
  readonly name: string
  readonly architecture: string
  readonly frameworks: readonly string[]
  readonly quantization: string
  readonly sizes: readonly string[]
  readonly gpus: number
  readonly engine: string
  readonly decoder: string | undefined
  readonly isAutomatic: boolean
  readonly priority: number
  readonly hasRouter: boolean
  readonly served: string
}

function rowOf(line: string): Row {
  const [name = '', architecture = '', framework = '', quantization = '-', sizes = '-', gpus, pods = '1', ...rest] =
    line.split(' ')
  const [selection, priority, router, served = '-'] = rest
  const [engine = '1', decoder] = pods.split(',')
  return {
    name,
    architecture,
    frameworks: framework.split('/'),
    quantization,
    sizes: sizes.split('-'),
    gpus: Number(gpus),
    engine,
    decoder,
    isAutomatic: selection === 'auto',
    priority: Number(priority),
    hasRouter: router === 'router',
    served: served === '-' ? name : served,
  }
}

/** The stock runtimes as objects; those whose priority the webhook would refuse are marked as older than it. */
export const stockRuntimes = (): ApiObject[] => {
  const rows = table.trim().split('\n').map(rowOf)
  const taken = new Set<string>()
  return rows.map((row) => {
    const rank = JSON.stringify([row.architecture, row.frameworks, row.quantization, row.sizes, row.priority])
    const clashes = row.isAutomatic && taken.has(rank)
    if (row.isAutomatic) taken.add(rank)
    return runtimeOf(row, clashes)
  })
}

function runtimeOf(row: Row, clashes: boolean): ApiObject {
  const format = (version: string): Record<string, unknown> => ({
    modelFormat: {name: 'safetensors', version: '1.0.0'},
    modelFramework: {name: 'transformers', version},
    modelArchitecture: row.architecture,
    ...(row.quantization === '-' ? {} : {quantization: row.quantization}),
    autoSelect: row.isAutomatic,
    priority: row.priority,
  })
  return {
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterServingRuntime',
    metadata: {
      name: row.name,
      ...(clashes ? {annotations: {'sandbox.ome.cli/installed-before-webhooks': 'true'}} : {}),
    },
    spec: {
      supportedModelFormats: row.frameworks.map(format),
      ...(row.sizes.length === 2 ? {modelSizeRange: {min: row.sizes[0], max: row.sizes[1]}} : {}),
      protocolVersions: ['openAI'],
      engineConfig: component(row, row.engine),
      ...(row.decoder === undefined ? {} : {decoderConfig: component(row, row.decoder)}),
      ...(row.hasRouter ? {routerConfig: {runner: router}} : {}),
    },
  }
}

const router = {name: 'router', image: 'smg:v0.2.4', ports: [{name: 'http', containerPort: 8080, protocol: 'TCP'}]}

function component(row: Row, pods: string): Record<string, unknown> {
  const workers = Number(pods.split('+')[1] ?? 0)
  const runner = runnerOf(row, row.gpus * (workers + 1))
  return workers === 0 ? {runner} : {leader: {runner}, worker: {size: workers, runner}}
}

function runnerOf(row: Row, parallelism: number): Record<string, unknown> {
  const isVllm = row.name.startsWith('vllm-')
  const amounts = {cpu: String(row.gpus * 4), memory: `${row.gpus * 40}Gi`, 'nvidia.com/gpu': String(row.gpus)}
  const probe = (path: string, more: Record<string, number>): unknown => ({httpGet: {path, port: 8080}, ...more})
  const ready = isVllm ? '/health' : '/health_generate'
  return {
    name: 'ome-container',
    image: isVllm ? 'vllm/vllm-openai:v0.9.0.1' : 'lmsysorg/sglang:v0.5.5.post3-cu129-amd64',
    command: isVllm
      ? ['python3', '-m', 'vllm.entrypoints.openai.api_server']
      : ['python3', '-m', 'sglang.launch_server'],
    args: [
      '--port=8080',
      `${isVllm ? '--model' : '--model-path'}=$(MODEL_PATH)`,
      `--served-model-name=${row.served}`,
      `${isVllm ? '--tensor-parallel-size' : '--tp-size'}=${parallelism}`,
      ...(isVllm ? [] : ['--enable-metrics']),
    ],
    ports: [{name: 'http1', containerPort: 8080, protocol: 'TCP'}],
    resources: {requests: amounts, limits: amounts},
    readinessProbe: probe(ready, {periodSeconds: 10, failureThreshold: 3}),
    startupProbe: probe(ready, {initialDelaySeconds: 60, periodSeconds: 6, failureThreshold: 150}),
    livenessProbe: probe('/health', {periodSeconds: 30, failureThreshold: 5}),
  }
}
