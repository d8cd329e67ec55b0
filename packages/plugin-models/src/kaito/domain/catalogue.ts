import type {KaitoModel} from '@ome/capacity/kaito-models'
import {shortNamesOf} from '@ome/kaito/model-resolution'

export type EngineRuntime = 'vllm' | 'transformers'

export interface CatalogueFilter {
  readonly tunable?: boolean | undefined
  readonly runtime?: EngineRuntime | undefined
  /** Whether a model fits a machine. */
  readonly fits?: ((model: KaitoModel) => boolean) | undefined
}

/** The models that are asked for, in the order of the catalogue. */
export const filtered = (
  models: readonly KaitoModel[],
  {tunable, runtime, fits}: CatalogueFilter,
): readonly KaitoModel[] =>
  models.filter(
    (model) =>
      (!tunable || model.tuningName !== undefined) &&
      (runtime === undefined || runtimesOf(model).includes(runtime)) &&
      (fits?.(model) ?? true),
  )

export const runtimesOf = ({transformersRuntime}: KaitoModel): readonly EngineRuntime[] =>
  transformersRuntime ? ['vllm', 'transformers'] : ['vllm']

/** What people type for it. */
export const nameOf = ({alias, id}: KaitoModel): string => alias ?? id

/** The face of a model for programs. */
export const modelFace = (model: KaitoModel): Record<string, unknown> => ({
  name: nameOf(model),
  id: model.id,
  aliases: [...(model.alias === undefined ? [] : [model.alias]), ...shortNamesOf(nameOf(model))],
  weightGi: model.weightGiB,
  diskGi: model.diskGiB,
  context: model.maxTokens,
  bytesPerToken: model.bytesPerToken,
  attention: model.attention,
  quantization: model.quantization ?? null,
  runtimes: runtimesOf(model),
  tunable: model.tuningName !== undefined,
  toolParser: model.toolParser ?? null,
  reasoningParser: model.reasoningParser ?? null,
  gated: model.isGated,
  inCatalogue: model.isInCatalogue,
  readinessMinutes: model.readinessMinutes,
})
