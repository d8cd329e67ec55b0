import {kaitoModels} from '@ome/capacity/kaito-models'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {OmeError} from '@ome/sdk/errors'
import type {EngineRuntime} from './deploy-request.ts'

/** Throws `usage` where KAITO does not run a model with transformers. Source: KAITO v0.12.0 admission, rule for `kaito.sh/runtime`. */
export function checkRuntime({preset, model}: ResolvedModel, runtime: EngineRuntime | undefined): void {
  if (runtime !== 'transformers' || model?.transformersRuntime) return
  const near = model && nearestTransformers(model.weightGiB)
  throw new OmeError('usage', `KAITO does not run ${preset} with transformers`, [
    'take --runtime vllm',
    ...(near === undefined ? [] : [`or a model of its size that does: ${near}`]),
  ])
}

/** The instruct model closest in size that runs with transformers. */
function nearestTransformers(weightGiB: number): string | undefined {
  const [first] = kaitoModels()
    .filter(({transformersRuntime, alias}) => transformersRuntime && alias?.includes('instruct'))
    .sort((left, right) => Math.abs(left.weightGiB - weightGiB) - Math.abs(right.weightGiB - weightGiB))
  return first?.alias
}
