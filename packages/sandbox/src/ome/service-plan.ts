import type {ApiObject} from '../api.ts'
import type {World} from '../controllers/world.ts'
import {chooseAccelerator} from './accelerator-choice.ts'
import type {ChildInput} from './child-input.ts'
import {componentMode} from './component-mode.ts'
import {weightOf} from './fine-tuned.ts'
import {chooseRuntime, modelOf} from './lookup.ts'
import {mergeComponent} from './merge.ts'
import type {Component} from './names.ts'
import {Refusal} from './refusal.ts'
import {clusterServingRuntimes, knativeServices, servingRuntimes} from './resources.ts'

const order: readonly Component[] = ['predictor', 'engine', 'decoder', 'router']

/** How a component of a service runs, by the rules of one generation. */
export type ModeRule = typeof componentMode

/** The components of a service as they shall run, engine first; throws {@link Refusal} in the controller's words. */
export function planService(world: World, service: ApiObject, modeOf: ModeRule = componentMode): ChildInput[] {
  const model = modelOf(world.api, service)
  if (!model && service.spec.model?.name) {
    throw new Refusal('ModelReconcileError', `Failed to reconcile model: ${service.spec.model.name} not found`)
  }
  const runtime = runtimeFor(world, service, model)
  const weight = weightOf(world.api, service)
  return order.flatMap((component) => {
    if (!service.spec[component] || (component === 'predictor' && service.spec.engine)) return []
    const mode = modeOf(service, runtime, component)
    refuseMode(world, component, mode)
    const merged = mergeComponent(service, runtime, component)
    if (!merged)
      throw new Refusal('MergeSpecsError', `Failed to merge ${component} specs: no runner container is configured`)
    if (mode === 'MultiNode' && !(merged.leader && merged.worker)) {
      throw new Refusal('InternalError', `${component}: leader and worker must both be set for MultiNode deployment`)
    }
    const choice =
      component === 'router' ? {accelerator: undefined} : chooseAccelerator(world.api, service, runtime, component)
    if ('refusal' in choice) throw new Refusal('AcceleratorClassError', choice.refusal)
    return [{service, component, mode, merged, model, runtime, accelerator: choice.accelerator, weight}]
  })
}

function runtimeFor(world: World, service: ApiObject, model: ApiObject | undefined): ApiObject | undefined {
  if (!model) {
    const name: string | undefined = service.spec.runtime?.name
    if (!name) return undefined
    const found =
      world.api.get(servingRuntimes, name, service.metadata.namespace) ?? world.api.get(clusterServingRuntimes, name)
    if (!found) throw new Refusal('RuntimeFetchError', `Failed to fetch runtime ${name}: not found`)
    return found
  }
  const choice = chooseRuntime(world.api, service, model)
  if ('runtime' in choice) return choice.runtime
  if (!service.spec.runtime?.name && service.spec.engine?.runner?.image) return undefined
  throw new Refusal(choice.reason, choice.refusal)
}

function refuseMode(world: World, component: Component, mode: ChildInput['mode']): void {
  if (mode === 'Serverless' && !world.api.serves(knativeServices)) {
    throw new Refusal(
      'ServerlessModeRejected',
      'It is not possible to use Serverless deployment mode when Knative Services are not available',
    )
  }
  if (mode === 'MultiNodeRayVLLM') {
    throw new Refusal('DeploymentModeError', `${component}: the sandbox does not run deployment mode MultiNodeRayVLLM`)
  }
}
