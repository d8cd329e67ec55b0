import {selectRuntime} from '@ome/capacity/runtime-selection'
import type {Model} from '@ome/inference-model/model'
import type {Runtime} from '@ome/inference-model/runtime'
import type {Service} from '@ome/inference-model/service'

export interface Predicting {
  readonly models: readonly Model[]
  readonly runtimes: readonly Runtime[]
  /** Accelerator classes that a service names, which a runtime must all support. */
  readonly classesOf: (service: Service) => readonly string[]
}

/** Whether nothing in the cluster tells yet which runtime a service gets. */
export const isUndecided = ({runtime, model}: Service): boolean => runtime === undefined && model !== undefined

/** A service with the runtime that the controller is going to choose, marked as predicted. */
export function predicted(service: Service, {models, runtimes, classesOf}: Predicting): Service {
  const model = isUndecided(service) ? modelOf(service, models) : undefined
  if (!model) return service
  const {namespace} = service
  const usable = runtimes.filter((runtime) => runtime.scope === 'cluster' || runtime.namespace === namespace)
  const {chosen} = selectRuntime({model, namespace, runtimes: usable, acceleratorClasses: classesOf(service)})
  return chosen ? {...service, runtime: chosen.runtime.name, runtimeSource: 'predicted'} : service
}

/** The model of the namespace wins over the cluster-wide one, unless the service names the kind. */
function modelOf({model, namespace}: Service, models: readonly Model[]): Model | undefined {
  const named = models.filter(
    ({name, kind}) => name === model?.name && (model.kind === undefined || kind === model.kind),
  )
  return named.find((each) => each.namespace === namespace) ?? named.find(({scope}) => scope === 'cluster')
}
