/** A model as the hub stand-in knows it. */
export interface HubModel {
  readonly id: string
  /** All parameters, from the safetensors index of the published model. */
  readonly parameters: number
  readonly architecture: string
  readonly modelType: string
  readonly transformers: string
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly context: number
  readonly vocabulary: number
  readonly licence: string
  /** Answers 401 and 403 to callers without an accepted token. */
  readonly gated: boolean
  readonly pipeline: 'text-generation' | 'feature-extraction' | 'image-text-to-text'
  readonly dtype: 'bfloat16' | 'float16' | 'float32'
  readonly quantization?: 'fp8'
  /** How config.json calls the way the weights are quantized. */
  readonly quantMethod?: string
  /** Thousands in the last month; only the order matters. */
  readonly downloads: number
  readonly likes: number
  readonly modified: string
}

/**
 * One model a line: id, billions of parameters, architecture, type, transformers version, layers/hidden/heads/kv heads/head
 * dimension, context in Ki tokens, vocabulary, licence, access, quantization and its method, thousand downloads a month, likes, last change.
 * Shapes and sizes as the publishers state them in config.json and the safetensors index; popularity rounded, autumn 2026.
 */
const table = `
meta-llama/Llama-3.3-70B-Instruct 70.553706496 LlamaForCausalLM llama 4.47.0.dev0 80/8192/64/8/128 128 128256 llama3.3 gated - 812 2510 2024-12-21
meta-llama/Llama-3.1-8B-Instruct 8.030261248 LlamaForCausalLM llama 4.42.3 32/4096/32/8/128 128 128256 llama3.1 gated - 9400 4800 2024-09-25
meta-llama/Llama-3.1-70B-Instruct 70.553706496 LlamaForCausalLM llama 4.42.3 80/8192/64/8/128 128 128256 llama3.1 gated - 930 870 2024-12-15
meta-llama/Llama-3.1-405B-Instruct 405.8533888 LlamaForCausalLM llama 4.42.3 126/16384/128/8/128 128 128256 llama3.1 gated - 120 580 2024-09-25
meta-llama/Llama-3.2-1B-Instruct 1.2358144 LlamaForCausalLM llama 4.45.0.dev0 16/2048/32/8/64 128 128256 llama3.2 gated - 4100 1150 2024-10-24
meta-llama/Llama-3.2-3B-Instruct 3.212749824 LlamaForCausalLM llama 4.45.0.dev0 28/3072/24/8/128 128 128256 llama3.2 gated - 2300 1780 2024-10-24
mistralai/Mistral-7B-Instruct-v0.3 7.248023552 MistralForCausalLM mistral 4.42.0.dev0 32/4096/32/8/128 32 32768 apache-2.0 open - 1900 2100 2024-08-21
mistralai/Mixtral-8x7B-Instruct-v0.1 46.702792704 MixtralForCausalLM mixtral 4.36.0.dev0 32/4096/32/8/128 32 32000 apache-2.0 open - 700 4500 2024-08-19
Qwen/Qwen2.5-7B-Instruct 7.615616512 Qwen2ForCausalLM qwen2 4.43.1 28/3584/28/4/128 32 152064 apache-2.0 open - 6200 900 2025-01-12
Qwen/Qwen2.5-72B-Instruct 72.706203648 Qwen2ForCausalLM qwen2 4.43.1 80/8192/64/8/128 32 152064 other open - 560 880 2025-01-12
Qwen/Qwen3-8B 8.19073536 Qwen3ForCausalLM qwen3 4.51.0 36/4096/32/8/128 40 151936 apache-2.0 open - 3300 750 2025-07-26
Qwen/Qwen3-32B 32.762123264 Qwen3ForCausalLM qwen3 4.51.0 64/5120/64/8/128 40 151936 apache-2.0 open - 1500 590 2025-07-26
Qwen/Qwen3-Embedding-0.6B 0.595776512 Qwen3ForCausalLM qwen3 4.51.3 28/1024/16/8/128 32 151669 apache-2.0 open - 2800 710 2025-06-20
google/gemma-2-9b-it 9.241705984 Gemma2ForCausalLM gemma2 4.42.0.dev0 42/3584/16/8/256 8 256000 gemma gated - 420 760 2024-08-27
google/gemma-2-27b-it 27.22712832 Gemma2ForCausalLM gemma2 4.42.0.dev0 46/4608/32/16/128 8 256000 gemma gated - 380 560 2024-08-07
microsoft/phi-4 14.6595072 Phi3ForCausalLM phi3 4.47.0 40/5120/40/10/128 16 100352 mit open - 610 2190 2025-02-24
microsoft/Phi-3-mini-4k-instruct 3.821079552 Phi3ForCausalLM phi3 4.40.2 32/3072/32/32/96 4 32064 mit open - 900 1300 2024-09-20
deepseek-ai/DeepSeek-R1-Distill-Llama-70B 70.553706496 LlamaForCausalLM llama 4.47.0.dev0 80/8192/64/8/128 128 128256 mit open - 240 740 2025-02-24
tiiuae/falcon-7b-instruct 7.21718976 FalconForCausalLM falcon 4.27.4 32/4544/71/1/64 2 65024 apache-2.0 open - 150 1020 2024-10-12
openai/gpt-oss-20b 20.914757184 GptOssForCausalLM gpt_oss 4.55.0.dev0 24/2880/64/8/64 128 201088 apache-2.0 open - 7100 4100 2025-08-26
BAAI/bge-large-en-v1.5 0.335141888 BertModel bert 4.30.0 24/1024/16/16/64 0.5 30522 mit open - 5200 610 2024-02-21
RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic 70.553706496 LlamaForCausalLM llama 4.47.1 80/8192/64/8/128 128 128256 llama3.3 open fp8:compressed-tensors 96 24 2025-03-27
`

const embeddings = new Set(['Qwen/Qwen3-Embedding-0.6B', 'BAAI/bge-large-en-v1.5'])

/** Every model of the hub stand-in. */
export const hubModels: readonly HubModel[] = table.trim().split('\n').map(modelOf)

function modelOf(line: string): HubModel {
  const [id = '', billions, architecture = '', modelType = '', transformers = '', shape = '', contextKi, ...rest] =
    line.split(' ')
  const [vocabulary, licence = '', access, quantized = '-', downloadsK, likes, modified] = rest
  const [quantization, quantMethod] = quantized.split(':')
  const [layers = 0, hidden = 0, heads = 0, kvHeads = 0, headDim = 0] = shape.split('/').map(Number)
  return {
    id,
    parameters: Math.round(Number(billions) * 1e9),
    architecture,
    modelType,
    transformers,
    layers,
    hidden,
    heads,
    kvHeads,
    headDim,
    context: Number(contextKi) * 1024,
    vocabulary: Number(vocabulary),
    licence,
    gated: access === 'gated',
    pipeline: embeddings.has(id) ? 'feature-extraction' : 'text-generation',
    dtype: modelType === 'bert' ? 'float32' : 'bfloat16',
    ...(quantization === 'fp8' ? {quantization, quantMethod: quantMethod ?? quantization} : {}),
    downloads: Number(downloadsK) * 1000,
    likes: Number(likes),
    modified: `${modified}T12:00:00.000Z`,
  }
}

/** The model of this id; ids are compared without regard to case, as the hub redirects. */
export const hubModel = (id: string): HubModel | undefined =>
  hubModels.find((model) => model.id.toLowerCase() === id.toLowerCase())

const bytesPer = {bfloat16: 2, float16: 2, float32: 4}

/** Bytes of all weights. */
export const weightBytes = (model: HubModel): number =>
  model.parameters * (model.quantization === 'fp8' ? 1 : bytesPer[model.dtype])
