/** One model of KAITO's catalogue, or of the Hub as the table below sizes it. */
export interface KaitoModel {
  /** Id on the Hugging Face Hub. */
  readonly id: string
  /** Preset name of old releases; tuning keys need it. */
  readonly alias?: string
  readonly weightGiB: number
  /** What a node must have room for: GiB of disk. */
  readonly diskGiB: number
  readonly maxTokens: number
  /** Keys and values of one token, in bytes. */
  readonly bytesPerToken: number
  readonly attention: 'MHA' | 'GQA' | 'MQA' | 'MLA'
  readonly quantization?: string
  readonly toolParser?: string
  readonly reasoningParser?: string
  /** `--tokenizer_mode`; with `mistral` load and config format are the same. */
  readonly tokenizerMode?: string
  readonly transformersRuntime: boolean
  /** Name KAITO tunes it under; absent: it cannot be tuned. */
  readonly tuningName?: string
  /** GiB of disk a tuning node must have; absent: it cannot be tuned. */
  readonly tuningDiskGiB?: number
  /** The Hub wants an accepted licence, hence a token. */
  readonly isGated: boolean
  /** False for models that are only on the Hub. */
  readonly isInCatalogue: boolean
  /** Limit of the start, in minutes. */
  readonly readinessMinutes: number
}

/**
 * Hub id, alias, GiB of weights, context, KV bytes per token, attention, quantization, tool parser, reasoning parser,
 * transformers runtime, tuning, licence to accept, tokenizer mode.
 * Source: kaito-project/kaito v0.12.0 `presets/workspace/models/model_catalog.yaml`, aliases of `pkg/utils/plugin`.
 */
const catalogue = `
microsoft/phi-4 phi-4 27.31 16384 204800 GQA - - - tfs tune - -
microsoft/Phi-4-mini-instruct phi-4-mini-instruct 7.15 131072 131072 GQA - - - - tune - -
deepseek-ai/DeepSeek-R1-Distill-Llama-8B deepseek-r1-distill-llama-8b 14.96 131072 131072 GQA - deepseek_v3 deepseek_r1 tfs - - deepseek_v32
deepseek-ai/DeepSeek-R1-Distill-Qwen-14B deepseek-r1-distill-qwen-14b 27.51 131072 196608 GQA - deepseek_v3 deepseek_r1 tfs - - deepseek_v32
microsoft/Phi-3-mini-4k-instruct phi-3-mini-4k-instruct 7.12 4096 393216 MHA - - - tfs tune - -
microsoft/Phi-3-mini-128k-instruct phi-3-mini-128k-instruct 7.12 131072 393216 MHA - - - tfs tune - -
microsoft/Phi-3-medium-4k-instruct phi-3-medium-4k-instruct 26 4096 204800 GQA - - - tfs tune - -
microsoft/Phi-3-medium-128k-instruct phi-3-medium-128k-instruct 26 131072 204800 GQA - - - tfs tune - -
microsoft/Phi-3.5-mini-instruct phi-3.5-mini-instruct 7.12 131072 393216 MHA - - - tfs tune - -
Qwen/Qwen2.5-Coder-7B-Instruct qwen2.5-coder-7b-instruct 14.19 32768 57344 GQA - hermes - tfs tune - -
Qwen/Qwen2.5-Coder-32B-Instruct qwen2.5-coder-32b-instruct 61.03 32768 262144 GQA - hermes - tfs tune - -
openai/gpt-oss-20b gpt-oss-20b 25.63 131072 49152 GQA mxfp4 openai openai_gptoss tfs - - -
openai/gpt-oss-120b gpt-oss-120b 121.54 131072 73728 GQA mxfp4 openai openai_gptoss tfs - - -
meta-llama/Llama-3.1-8B-Instruct llama-3.1-8b-instruct 14.96 131072 131072 GQA - llama3_json - tfs - gated -
meta-llama/Llama-3.3-70B-Instruct llama-3.3-70b-instruct 131.42 131072 327680 GQA - llama3_json - tfs - gated -
mistralai/Mistral-7B-v0.3 mistral-7b 13.5 32768 131072 GQA - mistral - tfs tune - mistral
mistralai/Mistral-7B-Instruct-v0.3 mistral-7b-instruct 13.5 32768 131072 GQA - mistral - tfs - - mistral
mistralai/Ministral-3-3B-Instruct-2512 ministral-3-3b-instruct 4.35 262144 106496 GQA fp8 - - - - - mistral
mistralai/Ministral-3-8B-Instruct-2512 ministral-3-8b-instruct 9.7 262144 139264 GQA fp8 - - - - - mistral
mistralai/Ministral-3-14B-Instruct-2512 ministral-3-14b-instruct 14.65 262144 163840 GQA fp8 - - - - - mistral
google/gemma-3-4b-it gemma-3-4b-instruct 8.01 131072 139264 GQA - functiongemma - tfs - gated -
google/gemma-3-27b-it gemma-3-27b-instruct 51.1 131072 507904 GQA - functiongemma - tfs - gated -
deepseek-ai/DeepSeek-R1-0528 deepseek-r1-0528 641.3 163840 70272 MLA fp8 deepseek_v3 deepseek_r1 tfs - - deepseek_v32
deepseek-ai/DeepSeek-V3-0324 deepseek-v3-0324 641.3 163840 70272 MLA fp8 deepseek_v3 deepseek_v3 tfs - - deepseek_v32
mistralai/Mistral-Large-3-675B-Instruct-2512 mistral-large-3-675b-instruct 634.7 294912 70272 MLA float-quantized mistral - - - - mistral
nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16 - 230.25 262144 90112 GQA - qwen3_coder nemotron_v3 - - - -
nvidia/Nemotron-Cascade-2-30B-A3B - 58.82 262144 53248 GQA - qwen3_coder nemotron_v3 - - - -
nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16 - 58.82 262144 53248 GQA - qwen3_coder nemotron_v3 - - - -
nvidia/NVIDIA-Nemotron-Nano-12B-v2-VL-BF16 - 24.55 131072 253952 GQA - qwen3_coder nemotron_v3 - - - -
nvidia/NVIDIA-Nemotron-Nano-9B-v2 - 16.56 131072 229376 GQA - qwen3_coder nemotron_v3 - - - -
nvidia/NVIDIA-Nemotron-3-Nano-4B-BF16 - 7.4 262144 172032 GQA - qwen3_coder nemotron_v3 - - - -
Qwen/Qwen3-8B-AWQ - 5.68 40960 147456 GQA awq/4 hermes qwen3 - - - -
google/gemma-4-31B-it - 58.25 262144 983040 GQA - gemma4 gemma4 - - - -
google/gemma-4-26B-A4B-it - 48.07 262144 245760 GQA - gemma4 gemma4 - - - -
google/gemma-4-E4B-it - 14.89 131072 86016 GQA - gemma4 gemma4 - - - -
google/gemma-4-E2B-it - 9.54 131072 35840 MQA - gemma4 gemma4 - - - -
mistralai/Mistral-Small-4-119B-2603 - 112.63 1048576 23040 MLA fp8 mistral mistral - - - mistral
mistralai/Mistral-Small-4-119B-2603-NVFP4 - 65.95 1048576 23040 MLA nvfp4-pack-quantized mistral mistral - - - mistral
Qwen/Qwen3.5-2B - 4.24 262144 49152 GQA - qwen3_coder qwen3 - - - -
Qwen/Qwen3.5-4B - 8.68 262144 131072 GQA - qwen3_coder qwen3 - - - -
Qwen/Qwen3.5-9B - 17.98 262144 131072 GQA - qwen3_coder qwen3 - - - -
Qwen/Qwen3.5-122B-A10B-GPTQ-Int4 - 73.47 262144 98304 GQA gptq/4 qwen3_coder qwen3 - - - -
Qwen/Qwen3.5-122B-A10B - 232.99 262144 98304 GQA - qwen3_coder qwen3 - - - -
Qwen/Qwen3.6-35B-A3B-FP8 - 34.9 262144 81920 GQA fp8 qwen3_coder qwen3 - - - -
Qwen/Qwen3.6-35B-A3B - 66.97 262144 81920 GQA - qwen3_coder qwen3 - - - -
Qwen/Qwen3.6-27B - 51.75 262144 262144 GQA - qwen3_coder qwen3 - - - -
Qwen/Qwen3.5-397B-A17B-GPTQ-Int4 - 219.56 262144 122880 GQA gptq/4 qwen3_coder qwen3 - - - -
moonshotai/Kimi-K2.5 - 554.32 262144 70272 MLA pack-quantized kimi_k2 kimi_k2 - - - -
moonshotai/Kimi-K2.6 - 554.32 262144 70272 MLA pack-quantized kimi_k2 kimi_k2 - - - -
MiniMaxAI/MiniMax-M2.7 - 214.34 204800 253952 GQA fp8 minimax_m2 minimax_m2_append_think - - - -
mistralai/Mistral-Medium-3.5-128B - 124.43 262144 360448 GQA fp8 mistral mistral - - - mistral
deepseek-ai/DeepSeek-V4-Flash-0731 - 155.43 1048576 88064 MQA fp8 deepseek_v4 deepseek_v4 - - - deepseek_v4
deepseek-ai/DeepSeek-V4-Pro - 805.34 1048576 124928 MQA fp8 deepseek_v4 deepseek_v4 - - - deepseek_v4
google/gemma-4-12B-it - 22.28 262144 393216 GQA - gemma4 gemma4 - - - -
zai-org/GLM-5.2-FP8 - 703.75 1048576 89856 MLA fp8 glm47 glm45 - - - -
moonshotai/Kimi-K2.7-Code - 554.32 262144 70272 MLA pack-quantized kimi_k2 kimi_k2 - - - -
nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-NVFP4 - 328.13 262144 110592 GQA MIXED_PRECISION qwen3_coder nemotron_v3 - - - -
deepseek-ai/DeepSeek-V3.2 - 642.14 163840 70272 MLA fp8 deepseek_v32 deepseek_v3 - - - deepseek_v32
ibm-granite/granite-4.1-8b - 16.38 131072 163840 GQA - granite4 granite - - - -
Qwen/Qwen3.8-27B - 51.75 262144 262144 GQA - qwen3_coder qwen3 - - - -
`

/** Hub models outside of the catalogue with known sizes. Source: their published index files. */
const hubExtras = `
mistralai/Mixtral-8x7B-Instruct-v0.1 - 86.99 32768 131072 GQA - mistral - - - - -
tiiuae/falcon-7b - 13.44 2048 8192 MQA - - - - - - -
tiiuae/falcon-7b-instruct - 13.44 2048 8192 MQA - - - - - - -
`

/** GiB of disk of a tuning node. Source: KAITO v0.12.0 `transformer_runtime_tuning_parameters.go`. */
const tuningDisks: Readonly<Record<string, number>> = {
  'phi-4': 150,
  'phi-4-mini-instruct': 70,
  'phi-3-mini-4k-instruct': 80,
  'phi-3-mini-128k-instruct': 80,
  'phi-3-medium-4k-instruct': 120,
  'phi-3-medium-128k-instruct': 120,
  'phi-3.5-mini-instruct': 70,
  'qwen2.5-coder-7b-instruct': 110,
  'qwen2.5-coder-32b-instruct': 230,
}

/** The sixty models of the catalogue of KAITO v0.12. */
export const kaitoModels = (): readonly KaitoModel[] => rowsOf(catalogue, true)

/** A model by Hub id or alias, in any case; Hub models outside of the catalogue too when their size is known. */
export function kaitoModel(name: string): KaitoModel | undefined {
  const wanted = name.toLowerCase()
  return [...rowsOf(catalogue, true), ...rowsOf(hubExtras, false)].find(
    ({id, alias}) => id.toLowerCase() === wanted || alias === wanted,
  )
}

/** The names KAITO can tune. */
export const tunableModels = (): readonly string[] => Object.keys(tuningDisks)

/** Minutes KAITO lets a model start: 15 and 18 seconds per GiB, between 30 and 180. */
export const readinessMinutes = (weightGiB: number): number =>
  Math.floor(Math.min(10_800, Math.max(1800, 900 + weightGiB * 18)) / 60)

/** The last part of a model's id in lower case: what an engine answers to unless it belongs to a set. */
export const servedNameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1).toLowerCase()

const parsed = new Map<string, readonly KaitoModel[]>()

function rowsOf(table: string, isInCatalogue: boolean): readonly KaitoModel[] {
  const known = parsed.get(table)
  if (known) return known
  const models = table
    .trim()
    .split('\n')
    .map((line) => toModel(line, isInCatalogue))
  parsed.set(table, models)
  return models
}

function toModel(line: string, isInCatalogue: boolean): KaitoModel {
  const [id = '', alias, weight, maxTokens, bytesPerToken, attention, ...rest] = line
    .split(' ')
    .map((cell) => (cell === '-' ? undefined : cell))
  const [quantization, toolParser, reasoningParser, transformers, , gated, tokenizerMode] = rest
  const weightGiB = Number(weight)
  const tuningDiskGiB = alias === undefined ? undefined : tuningDisks[alias]
  return {
    id,
    ...(alias !== undefined && {alias}),
    weightGiB,
    diskGiB: Math.trunc(weightGiB + 80),
    maxTokens: Number(maxTokens),
    bytesPerToken: Number(bytesPerToken),
    attention: attention === 'MHA' || attention === 'MQA' || attention === 'MLA' ? attention : 'GQA',
    ...(quantization !== undefined && {quantization}),
    ...(toolParser !== undefined && {toolParser}),
    ...(reasoningParser !== undefined && {reasoningParser}),
    ...(tokenizerMode !== undefined && {tokenizerMode}),
    transformersRuntime: transformers !== undefined,
    ...(alias !== undefined && tuningDiskGiB !== undefined && {tuningName: alias, tuningDiskGiB}),
    isGated: gated !== undefined,
    isInCatalogue,
    readinessMinutes: readinessMinutes(weightGiB),
  }
}
