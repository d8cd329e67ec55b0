import {type KaitoModel, kaitoModel, readinessMinutes} from '@ome/capacity/kaito-models'
import {type HubModel, hubModel, weightBytes} from '../hub/catalogue.ts'

/** The model behind a preset name: of the catalogue, by alias, or any `org/model` that the Hub stand-in has. */
export function presetModel(name: string): KaitoModel | undefined {
  const known = kaitoModel(name)
  if (known) return known
  const model = name.includes('/') ? hubModel(name) : undefined
  return model && fromHub(model)
}

/** The class of a model's code, where it is known. */
export const architectureOf = (id: string): string | undefined => hubModel(id)?.architecture

function fromHub(model: HubModel): KaitoModel {
  const weightGiB = Number((weightBytes(model) / 2 ** 30).toFixed(2))
  return {
    id: model.id,
    weightGiB,
    diskGiB: Math.trunc(weightGiB + 80),
    maxTokens: model.context,
    bytesPerToken: 2 * model.kvHeads * model.headDim * model.layers * 2,
    attention: model.kvHeads === model.heads ? 'MHA' : model.kvHeads === 1 ? 'MQA' : 'GQA',
    ...(model.quantization !== undefined && {quantization: model.quantization}),
    transformersRuntime: false,
    isGated: model.gated,
    isInCatalogue: false,
    readinessMinutes: readinessMinutes(weightGiB),
  }
}
