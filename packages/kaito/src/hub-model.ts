import {at, fields, number, text} from '@ome/capacity/fields'
import {type KaitoModel, kaitoModel, readinessMinutes} from '@ome/capacity/kaito-models'
import type {HubDetails, HubFile} from '@ome/inference-model/hub/hub'
import {cacheOf} from './cache-size.ts'

/**
 * A model as KAITO's operator reads it from the Hub; undefined where the Hub lacks weights or the shape. Source: KAITO
 * v0.12.0, what its webhook generates for models outside of the catalogue.
 */
export function hubModel({id, files, config, gated}: HubDetails): KaitoModel | undefined {
  const bytes = weightBytes(files)
  const own = fields(config)
  const shape = {...own, ...fields(own['text_config']), ...fields(own['llm_config'])}
  const cache = cacheOf(cellsOf(shape))
  if (bytes === 0 || cache === undefined) return undefined
  const weightGiB = Number((bytes / 2 ** 30).toFixed(2))
  const quantization = text(at(own, 'quantization_config', 'quant_method'))
  const known = kaitoModel(id)
  return {
    transformersRuntime: false,
    ...known,
    id,
    weightGiB,
    diskGiB: Math.trunc(weightGiB + 80),
    maxTokens: first(shape, tokenLimits) ?? 2048,
    ...cache,
    ...(quantization !== undefined && {quantization}),
    isGated: gated,
    isInCatalogue: known?.isInCatalogue ?? false,
    readinessMinutes: readinessMinutes(weightGiB),
  }
}

/** Files of the first of these names that the main folder has. */
const weightNames = [/^consolidated.*\.safetensors$/, /^[^/]+\.safetensors$/, /^[^/]+\.bin$/]

const weightBytes = (files: readonly HubFile[]): number =>
  weightNames
    .map((name) => files.filter(({path}) => name.test(path)))
    .find((found) => found.length > 0)
    ?.reduce((sum, {bytes}) => sum + bytes, 0) ?? 0

const tokenLimits = [
  'max_position_embeddings',
  'n_ctx',
  'seq_length',
  'max_seq_len',
  'max_sequence_length',
  'model_max_length',
]

type Shape = Readonly<Record<string, unknown>>

const first = (shape: Shape, names: readonly string[]): number | undefined =>
  names.map((name) => number(shape[name])).find((value) => value !== undefined)

/** In the words of KAITO's catalogue. */
function cellsOf(shape: Shape): Readonly<Record<string, unknown>> {
  const heads = first(shape, ['num_attention_heads', 'n_head'])
  return {
    numHiddenLayers: first(shape, ['num_hidden_layers', 'n_layer']),
    numAttentionHeads: heads,
    numKeyValueHeads: first(shape, ['num_key_value_heads']) ?? (shape['multi_query'] === true ? 1 : heads),
    headDim: first(shape, ['head_dim']),
    hiddenSize: first(shape, ['hidden_size', 'n_embd']),
    kvLoraRank: first(shape, ['kv_lora_rank']),
    qkRopeHeadDim: first(shape, ['qk_rope_head_dim']),
  }
}
