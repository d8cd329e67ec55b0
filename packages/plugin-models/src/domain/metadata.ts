import {at, text, texts} from '@ome/capacity/fields'
import {bytesPerParameter, weightBytes} from '@ome/capacity/memory'
import {type ModelShape, modelShape, type WeightType, weightType} from '@ome/capacity/model-shape'
import {formatModelSize} from '@ome/capacity/model-size'
import type {SelectableModel} from '@ome/capacity/runtime-selection'
import type {HubDetails, HubFile} from '@ome/inference-model/hub/hub'
import {quantizationOf} from '@ome/inference-model/hub/quantization'
import type {Model} from '@ome/inference-model/model'

/** What the model agent would find out after the download, known before it. */
export interface Metadata extends SelectableModel {
  readonly modelType?: string
  readonly maxTokens?: number
  readonly capabilities: readonly string[]
  readonly parameters?: number
  /** Bytes of the weight files, else parameters by type. */
  readonly weightBytes?: number
  readonly weightType?: WeightType
  readonly shape?: ModelShape
  /** Sizes come from the weight files or are computed from parameters. */
  readonly sizeSource: 'files' | 'parameters' | 'unknown'
}

const weightFile = /\.(safetensors|bin|gguf|pth)$/

/**
 * Metadata of a hub model by the rules of OME's model agent (v0.1 `pkg/modelagent`, `pkg/hfutil`): architecture is the
 * first of config.json, format safetensors 1.0.0 or diffusers, framework transformers with its version, quantisation
 * only when its name contains int4 or fp8.
 */
export function metadataOf(model: HubDetails): Metadata {
  const {config} = model
  const diffusers = model.files.some(({path}) => path === 'model_index.json')
  const architecture = texts(at(config, 'architectures'))[0] ?? model.architecture
  const modelType = text(at(config, 'model_type')) ?? model.modelType
  const version = text(at(config, 'transformers_version'))
  const quantization = quantizationOf(config) ?? model.quantization
  const shape = modelShape(config)
  const sized = sizesOf(model)
  const type = weightType(config)
  return {
    format: diffusers ? {name: 'diffusers'} : {name: 'safetensors', version: '1.0.0'},
    ...(config !== undefined &&
      !diffusers && {framework: {name: 'transformers', ...(version !== undefined && {version})}}),
    ...(architecture !== undefined && {architecture}),
    ...(modelType !== undefined && {modelType}),
    ...(quantization !== undefined && {quantization}),
    ...(shape?.maxTokens !== undefined && {maxTokens: shape.maxTokens}),
    ...(shape && {shape}),
    ...(type !== undefined && {weightType: type}),
    capabilities: architecture === undefined ? [] : capabilitiesOf(architecture, modelType ?? '', config),
    ...sized,
    ...(sized.parameters !== undefined && {size: formatModelSize(sized.parameters)}),
  }
}

/**
 * Metadata of a model of the cluster. Its config.json comes from the object or an agent's report, else from the hub
 * (`details`); the size of the files from the hub, else from what an agent counted when it downloaded them.
 */
export function metadataOfModel(model: Model, details?: HubDetails): Metadata {
  const config = model.configuration ?? details?.config
  const shape = modelShape(config)
  const type = weightType(config) ?? typeOf(model.quantization)
  const {parameters = details?.parameters} = model
  const counted = Math.max(0, ...model.downloads.map(({totalBytes}) => totalBytes ?? 0))
  const onDisk = (details ? weightsOnDisk(details.files) : 0) || counted
  return {
    ...model,
    ...(model.type !== undefined && {modelType: model.type}),
    ...(parameters !== undefined && {parameters}),
    ...(type !== undefined && {weightType: type}),
    ...(shape && {shape}),
    ...(onDisk > 0
      ? {weightBytes: onDisk, sizeSource: 'files' as const}
      : parameters === undefined
        ? {sizeSource: 'unknown' as const}
        : {weightBytes: weightBytes(parameters, type ?? 'bf16'), sizeSource: 'parameters' as const}),
  }
}

const typeOf = (quantization: string | undefined): WeightType | undefined =>
  quantization === undefined
    ? undefined
    : quantization === 'int4'
      ? 'int4'
      : quantization.includes('fp8')
        ? 'fp8'
        : undefined

/** Whether enough is known for runtime selection to be the same after the download. */
export const isComplete = (metadata: Metadata): boolean =>
  metadata.architecture !== undefined && metadata.framework?.version !== undefined && metadata.size !== undefined

function sizesOf(model: HubDetails): Pick<Metadata, 'parameters' | 'weightBytes' | 'sizeSource'> {
  const onDisk = weightsOnDisk(model.files)
  const type = weightType(model.config) ?? 'bf16'
  const parameters = model.parameters ?? (onDisk > 0 ? Math.round(onDisk / bytesPerParameter[type]) : undefined)
  if (onDisk > 0) return {...(parameters !== undefined && {parameters}), weightBytes: onDisk, sizeSource: 'files'}
  if (parameters === undefined) return {sizeSource: 'unknown'}
  return {parameters, weightBytes: model.weightBytes ?? weightBytes(parameters, type), sizeSource: 'parameters'}
}

/** Safetensors files of the top folder when there are any (others repeat the same weights), else all weight files. */
function weightsOnDisk(files: readonly HubFile[]): number {
  const weights = files.filter(({path}) => weightFile.test(path))
  const tensors = weights.filter(({path}) => path.endsWith('.safetensors'))
  const top = tensors.filter(({path}) => !path.includes('/'))
  const counted = top.length > 0 ? top : tensors.length > 0 ? tensors : weights
  return counted.reduce((sum, {bytes}) => sum + bytes, 0)
}

const diffusionRules: readonly (readonly [words: readonly string[], capability: string])[] = [
  [['imageedit', 'pix2pix', 'img2img', 'inpaint'], 'IMAGE_TEXT_TO_IMAGE'],
  [['image', 'pix', 'stablediffusion'], 'TEXT_TO_IMAGE'],
  [['texttovideo', 't2v'], 'TEXT_TO_VIDEO'],
  [['video'], 'IMAGE_TEXT_TO_VIDEO'],
]

/** Capabilities by architecture and model type, in the agent's order of rules. */
export function capabilitiesOf(architecture: string, modelType: string, config: unknown): readonly string[] {
  const name = architecture.toLowerCase()
  if (at(config, '_diffusers_version') !== undefined) {
    const rule = diffusionRules.find(([words]) => words.some((word) => name.includes(word)))
    if (rule) return [rule[1]]
  }
  if (modelType === 'nemotronh_nano') return ['IMAGE_TEXT_TO_TEXT', 'TEXT_TO_TEXT', 'AUDIO_TO_TEXT']
  if (at(config, 'vision_config') !== undefined) return ['IMAGE_TEXT_TO_TEXT']
  if (['whisper', 'wav2vec2', 'hubert', 'forctc', 'forspeechtotext'].some((word) => name.includes(word)))
    return ['AUDIO_TO_TEXT']
  if (['embedding', 'sentence', 'bert', 'mistralmodel'].some((word) => name.includes(word))) return ['EMBEDDING']
  return ['TEXT_TO_TEXT']
}
