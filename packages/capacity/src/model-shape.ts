import {at, type Fields, fields, list, number, text} from './fields.ts'

/** How the weights are stored. `int4` covers AWQ, GPTQ and bitsandbytes 4 bit. */
export type WeightType = 'fp32' | 'bf16' | 'fp16' | 'fp8' | 'int8' | 'int4' | 'nvfp4' | 'mxfp4'

/** What a transformer's config.json says about its size. */
export interface ModelShape {
  readonly layers: number
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly hiddenSize: number
  /** Multi-head latent attention: one shared vector per token and layer of this many values. */
  readonly latentDim?: number
  /** Layers that look at `window` tokens only. */
  readonly windowed?: {readonly layers: number; readonly window: number}
  /** Layers with a constant state (linear attention, Mamba): no memory per token. */
  readonly stateLayers: number
  /** Of a mixture of experts: how many there are in a layer, how many a token goes through, and parameters in all of them. */
  readonly experts?: {readonly count: number; readonly perToken: number; readonly parameters: number}
  /** Longest context. */
  readonly maxTokens?: number
}

/**
 * Reads a config.json, also one that nests the text model (`text_config`, `llm_config`, `language_config`). Undefined
 * when layers, heads or hidden size are missing, which is the case for models that are no transformers.
 */
export function modelShape(config: unknown): ModelShape | undefined {
  const from = textConfig(config)
  const layers = first(from, 'num_hidden_layers', 'n_layer', 'n_layers')
  const hiddenSize = first(from, 'hidden_size', 'n_embd', 'd_model')
  const heads = first(from, 'num_attention_heads', 'n_head', 'n_heads')
  if (!layers || !hiddenSize || !heads) return undefined
  const kvHeads = from['multi_query'] === true ? 1 : first(from, 'num_key_value_heads', 'n_head_kv', 'n_kv_heads')
  const latent = number(from['kv_lora_rank'])
  const kinds = list(from['layer_types'])
  const windowed = windowedLayers(from, layers, kinds)
  const maxTokens = first(from, 'max_position_embeddings', 'n_positions', 'seq_length', 'max_seq_len')
  return {
    layers,
    heads,
    kvHeads: kvHeads || heads,
    headDim: number(from['head_dim']) ?? hiddenSize / heads,
    hiddenSize,
    ...(latent !== undefined && {latentDim: latent + (number(from['qk_rope_head_dim']) ?? 0)}),
    ...(windowed && {windowed}),
    stateLayers: kinds.filter((kind) => kind === 'linear_attention' || kind === 'mamba').length,
    ...expertsOf(from, layers, hiddenSize),
    ...(maxTokens && {maxTokens}),
  }
}

/** Three matrices per expert and layer. Names as in the configurations of Mixtral, DeepSeek and Qwen on the hub. */
function expertsOf(from: Fields, layers: number, hiddenSize: number): Pick<ModelShape, 'experts'> {
  const count = first(from, 'num_local_experts', 'n_routed_experts', 'num_experts')
  const perToken = first(from, 'num_experts_per_tok', 'num_experts_per_token', 'moe_topk')
  const size = first(from, 'moe_intermediate_size', 'intermediate_size')
  if (!count || !perToken || !size || count < 2 || perToken > count) return {}
  const mixed = Math.max(0, layers - (first(from, 'first_k_dense_replace') ?? 0))
  return {experts: {count, perToken, parameters: mixed * count * 3 * hiddenSize * size}}
}

/** How config.json says the weights are stored; undefined when it does not say. */
export function weightType(config: unknown): WeightType | undefined {
  const quantized = at(config, 'quantization_config') ?? at(textConfig(config), 'quantization_config')
  return quantized === undefined ? plainType(config) : (quantizedType(fields(quantized)) ?? plainType(config))
}

const plainTypes: Readonly<Record<string, WeightType>> = {
  float32: 'fp32',
  bfloat16: 'bf16',
  float16: 'fp16',
  float8_e4m3fn: 'fp8',
}

function plainType(config: unknown): WeightType | undefined {
  const inner = textConfig(config)
  const name = text(at(config, 'torch_dtype') ?? at(config, 'dtype') ?? inner['torch_dtype'] ?? inner['dtype'])
  return name === undefined ? undefined : plainTypes[name]
}

function quantizedType(quantized: Fields): WeightType | undefined {
  const bits = number(quantized['bits']) ?? number(at(quantized, 'config_groups', 'group_0', 'weights', 'num_bits'))
  const floats = at(quantized, 'config_groups', 'group_0', 'weights', 'type') === 'float'
  const algorithm = text(quantized['quant_algo'])?.toLowerCase() ?? ''
  switch (text(quantized['quant_method'])) {
    case 'awq':
    case 'gptq':
      return bits === 8 ? 'int8' : 'int4'
    case 'fp8':
    case 'fbgemm_fp8':
      return 'fp8'
    case 'mxfp4':
      return 'mxfp4'
    case 'bitsandbytes':
      return quantized['load_in_8bit'] === true ? 'int8' : 'int4'
    case 'compressed-tensors':
      return bits === 4 ? (floats ? 'nvfp4' : 'int4') : bits === 8 ? (floats ? 'fp8' : 'int8') : undefined
    case 'modelopt':
      return algorithm.includes('nvfp4') ? 'nvfp4' : algorithm.includes('fp8') ? 'fp8' : undefined
    default:
      return undefined
  }
}

const nests = ['text_config', 'llm_config', 'language_config']

function textConfig(config: unknown): Fields {
  const nest = nests.map((key) => at(config, key)).find((inner) => inner !== undefined && inner !== null)
  return {...fields(config), ...fields(nest)}
}

function windowedLayers(from: Fields, layers: number, kinds: readonly unknown[]): ModelShape['windowed'] {
  const window = number(from['sliding_window'])
  if (!window || from['use_sliding_window'] === false) return undefined
  const listed = kinds.filter((kind) => kind === 'sliding_attention').length
  if (kinds.length > 0) return listed > 0 ? {layers: listed, window} : undefined
  const pattern = number(from['sliding_window_pattern'])
  // Every pattern-th layer sees everything (Gemma); without a pattern all layers are windowed (Mistral 7B v0.1).
  return {layers: pattern ? layers - Math.floor(layers / pattern) : layers, window}
}

const first = (from: Fields, ...keys: readonly string[]): number | undefined =>
  keys.map((key) => number(from[key])).find((value) => value !== undefined)
