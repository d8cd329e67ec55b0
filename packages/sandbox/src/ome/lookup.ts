import {
  checkNamed,
  explainNoRuntime,
  invalidModel,
  type SelectableRuntime,
  type SelectionInput,
  selectRuntime,
} from '@ome/capacity/runtime-selection'
import {requiredAcceleratorClasses, selectableModel, selectableRuntime} from '@ome/capacity/selection-input'
import type {ApiObject, LocalApi} from '../api.ts'
import {baseModels, clusterBaseModels, clusterServingRuntimes, servingRuntimes} from './resources.ts'

/** The model a service names: of its namespace, or of the cluster. */
export const modelOf = (api: LocalApi, service: ApiObject): ApiObject | undefined => {
  const name: string | undefined = service.spec.model?.name ?? service.spec.predictor?.model?.baseModel
  if (!name) return undefined
  return api.get(baseModels, name, service.metadata.namespace) ?? api.get(clusterBaseModels, name)
}

interface RuntimeObject extends SelectableRuntime {
  readonly object: ApiObject
}

export type RuntimeChoice =
  | {readonly runtime: ApiObject; readonly automatic: boolean}
  | {readonly refusal: string; readonly reason: 'RuntimeValidationError' | 'RuntimeSelectionError'}

function inputFor(api: LocalApi, service: ApiObject, model: ApiObject): SelectionInput<RuntimeObject> {
  const namespace = service.metadata.namespace ?? ''
  const objects = [...api.list(servingRuntimes, {namespace}), ...api.list(clusterServingRuntimes)]
  return {
    model: selectableModel(model.spec),
    namespace,
    runtimes: objects.map((object) => ({...selectableRuntime(object), object})),
    acceleratorClasses: requiredAcceleratorClasses(service),
  }
}

/** The runtime a service runs on: the one it names, or the one the controller selects for its model. */
export function chooseRuntime(api: LocalApi, service: ApiObject, model: ApiObject): RuntimeChoice {
  const input = inputFor(api, service, model)
  const named: string | undefined = service.spec.runtime?.name ?? service.spec.predictor?.model?.runtime
  if (named) {
    const check = checkNamed(named, input)
    return check.ok
      ? {runtime: check.runtime.object, automatic: false}
      : {refusal: check.message, reason: 'RuntimeValidationError'}
  }
  const {chosen} = selectRuntime(input)
  if (chosen) return {runtime: chosen.runtime.object, automatic: true}
  return {refusal: invalidModel(input.model) ?? explainNoRuntime(input), reason: 'RuntimeSelectionError'}
}
