import {digestOf} from '../kubelet/images.ts'
import {type HubModel, weightBytes} from './catalogue.ts'

/** Labels that searches can filter by. */
export const tags = (model: HubModel): string[] => [
  'transformers',
  'safetensors',
  model.modelType,
  model.pipeline,
  `license:${model.licence}`,
  'region:us',
]

/** A model in a list of the hub. */
export const summary = (model: HubModel): Record<string, unknown> => ({
  _id: digestOf(model.id).slice(7, 31),
  id: model.id,
  modelId: model.id,
  author: model.id.split('/')[0],
  private: false,
  gated: model.gated ? 'manual' : false,
  downloads: model.downloads,
  likes: model.likes,
  lastModified: model.modified,
  createdAt: model.modified,
  pipeline_tag: model.pipeline,
  library_name: 'transformers',
  tags: tags(model),
})

const dtypeNames = {bfloat16: 'BF16', float16: 'F16', float32: 'F32'}
const storedAs = ({quantization, dtype}: HubModel): string => (quantization === 'fp8' ? 'F8_E4M3' : dtypeNames[dtype])

/** A model by itself. */
export const details = (model: HubModel): Record<string, unknown> => ({
  ...summary(model),
  sha: digestOf(model.id).slice(7, 47),
  disabled: false,
  config: {architectures: [model.architecture], model_type: model.modelType, ...quantizationConfig(model)},
  cardData: {license: model.licence},
  safetensors: {parameters: {[storedAs(model)]: model.parameters}, total: model.parameters},
  siblings: files(model).map(({path}) => ({rfilename: path})),
  usedStorage: weightBytes(model),
})

interface HubFile {
  readonly path: string
  readonly size: number
}

const bytesPerShard = 4.9e9

/** The files of a model's repository, with sizes that add up to its weights. */
export function files(model: HubModel): HubFile[] {
  const total = weightBytes(model)
  const shards = Math.max(1, Math.ceil(total / bytesPerShard))
  const size = Math.floor(total / shards)
  const weights =
    shards === 1
      ? [{path: 'model.safetensors', size: total}]
      : Array.from({length: shards}, (_, index) => ({
          path: shardName(index, shards),
          size: index === shards - 1 ? total - size * (shards - 1) : size,
        }))
  const index =
    shards === 1
      ? []
      : [{path: 'model.safetensors.index.json', size: Buffer.byteLength(JSON.stringify(shardIndex(model)))}]
  return [
    {path: 'README.md', size: 4200},
    {path: 'config.json', size: Buffer.byteLength(JSON.stringify(config(model)))},
    {path: 'generation_config.json', size: 180},
    ...weights,
    ...index,
    {path: 'tokenizer.json', size: 9_085_657},
    {path: 'tokenizer_config.json', size: 55_351},
  ]
}

const shardName = (index: number, shards: number): string =>
  `model-${String(index + 1).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}.safetensors`

/** The listing of a repository. */
export function tree(model: HubModel): unknown[] {
  return files(model).map(({path, size}) => ({
    type: 'file',
    oid: digestOf(`${model.id}/${path}`).slice(7, 47),
    size,
    path,
  }))
}

const quantization = (method: string): Record<string, unknown> =>
  method === 'compressed-tensors'
    ? {
        quant_method: method,
        format: 'float-quantized',
        config_groups: {group_0: {targets: ['Linear'], weights: {num_bits: 8, type: 'float'}}},
      }
    : {quant_method: method}

const quantizationConfig = ({quantMethod}: HubModel): object =>
  quantMethod ? {quantization_config: quantization(quantMethod)} : {}

/** `config.json`. */
export const config = (model: HubModel): Record<string, unknown> => ({
  architectures: [model.architecture],
  model_type: model.modelType,
  hidden_size: model.hidden,
  num_hidden_layers: model.layers,
  num_attention_heads: model.heads,
  num_key_value_heads: model.kvHeads,
  head_dim: model.headDim,
  max_position_embeddings: model.context,
  vocab_size: model.vocabulary,
  torch_dtype: model.dtype,
  transformers_version: model.transformers,
  ...quantizationConfig(model),
})

/** `model.safetensors.index.json`. */
export function shardIndex(model: HubModel): Record<string, unknown> {
  const total = weightBytes(model)
  const shards = Math.max(1, Math.ceil(total / bytesPerShard))
  const layers = Array.from({length: model.layers}, (_, layer) => [
    `model.layers.${layer}.self_attn.q_proj.weight`,
    shardName(Math.floor((layer * shards) / model.layers), shards),
  ])
  return {metadata: {total_size: total}, weight_map: Object.fromEntries(layers)}
}
