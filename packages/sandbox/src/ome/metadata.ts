import {formatModelSize} from '@ome/capacity/model-size'
import type {HubModel} from '../hub/catalogue.ts'
import {config} from '../hub/hub-content.ts'

/** What the model agent reads out of a downloaded model, under the names of a model's spec. */
export interface ModelMetadata {
  readonly modelType: string
  readonly modelArchitecture: string
  readonly modelFramework: {readonly name: string; readonly version: string}
  readonly modelFormat: {readonly name: string; readonly version: string}
  readonly modelParameterSize: string
  readonly maxTokens: number
  readonly modelCapabilities: readonly string[]
  readonly quantization?: string
}

/** What a node's agent reports of it: the metadata, and the model's own config.json. */
export interface ReportedModel extends ModelMetadata {
  readonly decodedModelConfiguration: Readonly<Record<string, unknown>>
}

/** Metadata and config.json of a hub model. */
export const reportedModel = (model: HubModel): ReportedModel => ({
  ...metadataOf(model),
  decodedModelConfiguration: config(model),
})

/** Metadata of a hub model. Rules: OME v0.1 `pkg/modelagent` config parser. */
export const metadataOf = (model: HubModel): ModelMetadata => ({
  modelType: model.modelType,
  modelArchitecture: model.architecture,
  modelFramework: {name: 'transformers', version: model.transformers},
  modelFormat: {name: 'safetensors', version: '1.0.0'},
  modelParameterSize: formatModelSize(model.parameters),
  maxTokens: model.context,
  modelCapabilities: [capability(model)],
  ...quantizationOf(model),
})

/** Named when the method itself names the type; compressed tensors do not. */
const quantizationOf = ({quantMethod = ''}: HubModel): {quantization?: string} => {
  const found = ['int4', 'fbgemm_fp8', 'fp8'].find((type) => quantMethod.includes(type))
  return found ? {quantization: found} : {}
}

function capability({architecture, pipeline}: HubModel): string {
  if (pipeline === 'image-text-to-text') return 'IMAGE_TEXT_TO_TEXT'
  return /embedding|sentence|bert|mistralmodel/i.test(architecture) ? 'EMBEDDING' : 'TEXT_TO_TEXT'
}
