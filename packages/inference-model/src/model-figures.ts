import {weightBytes} from '@ome/capacity/memory'
import {type ModelShape, modelShape, type WeightType, weightType} from '@ome/capacity/model-shape'
import type {Model} from './model.ts'

/** What memory and speed of a model depend on. */
export interface ModelFigures {
  readonly parameters: number
  readonly weightType: WeightType
  /** Nothing says how the weights are stored: 16 bit are taken. */
  readonly isTypeAssumed: boolean
  readonly weightBytes: number
  /** Absent where nobody has told its config.json. */
  readonly shape?: ModelShape
}

/** Undefined for a model of unknown size. */
export function modelFigures(model: Model): ModelFigures | undefined {
  const {parameters, configuration} = model
  if (parameters === undefined) return undefined
  const shape = modelShape(configuration)
  const type = storedAs(model)
  return {
    parameters,
    weightType: type ?? 'bf16',
    isTypeAssumed: type === undefined,
    weightBytes: weightBytes(parameters, type ?? 'bf16'),
    ...(shape && {shape}),
  }
}

/** As the object says, else config.json, else the name on the hub; undefined where none of them does. */
function storedAs(model: Model): WeightType | undefined {
  const {quantization = '', configuration} = model
  if (quantization.includes('fp8')) return 'fp8'
  if (quantization === 'int4') return 'int4'
  const named = suffixes.find(([pattern]) => pattern.test(publishedName(model)))?.[1]
  const told = weightType(configuration)
  // The plain type of config.json is that of the layers which are not quantised.
  return told === 'bf16' || told === 'fp16' ? (named ?? told) : (told ?? named)
}

const suffixes: readonly (readonly [pattern: RegExp, type: WeightType])[] = [
  [/nvfp4/, 'nvfp4'],
  [/mxfp4/, 'mxfp4'],
  [/fp8/, 'fp8'],
  [/awq|gptq|int4|4bit|w4a16|nf4/, 'int4'],
  [/int8|8bit|w8a8|w8a16/, 'int8'],
]

/** Last part of its id on the hub, else the name of the object. */
const publishedName = ({name, storage}: Model): string =>
  (storage.uri?.startsWith('hf://') ? storage.uri.split('@')[0]?.split('/').at(-1) : undefined)?.toLowerCase() ?? name

/** Words in names that tell how weights are stored, and nothing of what they know. */
const storageWords =
  /^(fp8|fp16|bf16|fp4|nvfp4|mxfp4|awq|gptq|gguf|int4|int8|4bit|8bit|nf4|bnb|w4a16|w8a8|w8a16|dynamic|static|block|kv|quantized|marlin|hf|g128)$/

const essence = (model: Model): string =>
  publishedName(model)
    .split(/[-_.]/)
    .filter((word) => !storageWords.test(word))
    .join('-')

/** Whether two models differ only in how their weights are stored: one architecture, one size, one name but for that. */
export function isSameModel(left: Model, right: Model): boolean {
  if (left.architecture !== right.architecture || essence(left) !== essence(right)) return false
  const [own, other] = [left.parameters, right.parameters]
  return own === undefined || other === undefined || Math.abs(own - other) <= 0.05 * own
}
