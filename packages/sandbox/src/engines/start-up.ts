import type {ContainerHost} from '../kubelet/workload.ts'
import {quantity} from '../quantity.ts'
import {hostBytes} from './engine-activity.ts'
import type {Launch} from './launch.ts'
import type {Gpus, ModelFacts} from './model-facts.ts'

/** A line of an engine's start-up log, that many cluster milliseconds after the start. */
export interface StartUpLine {
  readonly atMs: number
  readonly text: string
}

export interface StartUp {
  readonly lines: readonly StartUpLine[]
  readonly readyAtMs: number
  /** When its port begins to answer; SGLang's does before its first request to itself is through. */
  readonly listensAtMs: number
  /** When the first weights come, and the last that do. */
  readonly loadsAtMs: number
  readonly loadedAtMs: number
  /** Set when the engine dies instead of serving. */
  readonly exitCode?: number
  /** The kernel ends it then, for the memory of its container. */
  readonly isKilled?: boolean
}

/** Bytes of weights that one GPU takes in per second, from a local disk. */
const loadBytesPerSecond = 1.2e9
const usableShare = 0.9

/** How an engine comes up, or why it does not: weights that do not fit end in CUDA's out-of-memory error. */
export function planStartUp(launch: Launch, facts: ModelFacts, gpus: Gpus, host: ContainerHost): StartUp {
  const gib = facts.weightBytes / 2 ** 30
  const perGpu = gib / Math.max(1, gpus.count)
  const room = (gpus.bytesEach / 2 ** 30) * usableShare
  const loadMs = (facts.weightBytes / Math.max(1, gpus.count) / loadBytesPerSecond) * 1000 * host.random.jitter(0.1)
  const limit = host.container.resources?.limits?.['memory']
  const isKilled = limit !== undefined && hostBytes(facts, gpus) > quantity(limit)
  const fails =
    isKilled || host.fault === 'cuda-out-of-memory' || (gpus.count > 0 && gpus.bytesEach > 0 && perGpu > room)
  const words = launch.engine === 'vllm' ? vllmWords : sglangWords
  const line = (atMs: number, text: string): StartUpLine => ({atMs, text})
  const intro = words.intro(launch, gpus).map((text, index) => line(300 + index * 900, text))
  const begin = 6000
  const shards = Math.max(1, Math.min(30, Math.round(facts.weightBytes / 4.7e9)))
  const reached = fails ? Math.max(1, Math.floor(shards * Math.min(0.9, room / Math.max(perGpu, room + 1)))) : shards
  const loading = Array.from({length: reached}, (_, index) => {
    const share = (index + 1) / shards
    return line(begin + loadMs * share, words.shard(index + 1, shards, loadMs * share))
  })
  const loaded = begin + loadMs * (reached / shards)
  const never = {readyAtMs: Number.POSITIVE_INFINITY, listensAtMs: Number.POSITIVE_INFINITY}
  const when = {...never, loadsAtMs: begin, loadedAtMs: loaded}
  if (isKilled) {
    return {
      ...when,
      lines: [...intro, ...loading.slice(0, -1)],
      exitCode: 137,
      isKilled,
    }
  }
  if (fails) {
    const failure = outOfMemory(launch, gpus, Math.min(perGpu, room / usableShare))
    return {
      ...when,
      lines: [...intro, ...loading, ...failure.map((text, index) => line(loaded + 400 + index * 5, text))],
      exitCode: 1,
    }
  }
  const kvTokens = cacheTokens(facts, gpus)
  const compileMs = 9000 + facts.layers * 220
  const rest = words.rest(launch, perGpu, loadMs, kvTokens, compileMs)
  return {
    ...when,
    lines: [
      ...intro,
      ...loading,
      ...rest.map((text, index) => line(loaded + (compileMs * (index + 1)) / rest.length, text)),
    ],
    readyAtMs: loaded + compileMs + 200,
    listensAtMs: launch.engine === 'vllm' ? loaded + compileMs + 200 : loaded + (compileMs * 5) / 6,
  }
}

/** Tokens the KV cache holds beside the weights. */
export function cacheTokens(facts: ModelFacts, gpus: Gpus): number {
  const free = Math.max(0, gpus.count * gpus.bytesEach * usableShare - facts.weightBytes)
  return gpus.bytesEach === 0 ? 100_000 : Math.max(4096, Math.floor(free / facts.kvBytesPerToken))
}

interface Words {
  intro(launch: Launch, gpus: Gpus): string[]
  shard(done: number, of: number, ms: number): string
  rest(launch: Launch, perGpuGiB: number, loadMs: number, kvTokens: number, compileMs: number): string[]
}

const vllmWords: Words = {
  intro: (launch) => [
    'INFO [api_server.py] vLLM API server version 0.11.0',
    `INFO [utils.py] non-default args: {'model': '${launch.modelPath}', 'port': ${launch.port}, 'tensor_parallel_size': ${launch.parallelism}, 'served_model_name': ['${launch.servedNames[0]}']}`,
    'INFO [__init__.py] Automatically detected platform cuda.',
    `INFO [core.py] Initializing a V1 LLM engine with model='${launch.modelPath}', dtype=torch.bfloat16, max_seq_len=${launch.maxModelLength ?? 'auto'}, tensor_parallel_size=${launch.parallelism}`,
    `INFO [gpu_model_runner.py] Starting to load model ${launch.modelPath}...`,
  ],
  shard: (done, of, ms) =>
    `Loading safetensors checkpoint shards: ${String(Math.round((done / of) * 100)).padStart(3)}% Completed | ${done}/${of} [${clockText(ms)}<${clockText((ms / done) * (of - done))}]`,
  rest: (launch, perGpu, loadMs, kvTokens, compileMs) => [
    `INFO [gpu_model_runner.py] Model loading took ${perGpu.toFixed(4)} GiB and ${(loadMs / 1000).toFixed(6)} seconds`,
    `INFO [backends.py] torch.compile takes ${(compileMs / 2000).toFixed(2)} s in total`,
    `INFO [kv_cache_utils.py] GPU KV cache size: ${kvTokens.toLocaleString('en-US')} tokens`,
    'INFO [gpu_model_runner.py] Graph capturing finished',
    `INFO [api_server.py] Starting vLLM API server on http://0.0.0.0:${launch.port}`,
    'INFO:     Application startup complete.',
  ],
}

const sglangWords: Words = {
  intro: (launch) => [
    `server_args=ServerArgs(model_path='${launch.modelPath}', served_model_name='${launch.servedNames[0]}', port=${launch.port}, tp_size=${launch.parallelism}, max_running_requests=${launch.maxSequences})`,
    'Init torch distributed begin.',
    'Init torch distributed ends. mem usage=0.00 GB',
    'Load weight begin.',
  ],
  shard: (done, of, ms) =>
    `Loading safetensors checkpoint shards: ${String(Math.round((done / of) * 100)).padStart(3)}% Completed | ${done}/${of} [${clockText(ms)}<${clockText((ms / done) * (of - done))}]`,
  rest: (launch, perGpu, loadMs, kvTokens, compileMs) => [
    `Load weight end. type=${launch.isEmbedding ? 'Embedding' : 'CausalLM'}, dtype=torch.bfloat16, mem usage=${perGpu.toFixed(2)} GB, elapsed=${(loadMs / 1000).toFixed(1)} s`,
    `KV Cache is allocated. #tokens: ${kvTokens}`,
    `Capture cuda graph end. Time elapsed: ${(compileMs / 1000).toFixed(2)} s.`,
    `max_total_num_tokens=${kvTokens}, max_running_requests=${launch.maxSequences}`,
    `INFO:     Uvicorn running on http://0.0.0.0:${launch.port} (Press CTRL+C to quit)`,
    'The server is fired up and ready to roll!',
  ],
}

const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

function outOfMemory(launch: Launch, gpus: Gpus, usedGiB: number): string[] {
  const capacity = (gpus.bytesEach / 2 ** 30).toFixed(2)
  const error = `torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 448.00 MiB. GPU 0 has a total capacity of ${capacity} GiB of which 212.50 MiB is free. Process has ${usedGiB.toFixed(2)} GiB memory in use.`
  const prefix = launch.engine === 'vllm' ? 'ERROR [core.py] ' : 'Scheduler hit an exception: '
  return [
    `${prefix}EngineCore failed to start.`,
    'Traceback (most recent call last):',
    '  File "model_loader.py", line 412, in load_weights',
    '    param.data.copy_(loaded_weight)',
    error,
  ]
}
