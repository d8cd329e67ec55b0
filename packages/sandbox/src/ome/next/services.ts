import type {ApiObject, LocalWatchEvent, ResourceName} from '../../api.ts'
import {isTerminating} from '../../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../../controllers/reconciler.ts'
import {autoscalers, deployments, disruptionBudgets, services} from '../../controllers/resources.ts'
import type {Controller, World} from '../../controllers/world.ts'
import {type ApplyChild, childApplier} from '../apply.ts'
import type {ChildInput} from '../child-input.ts'
import {componentBudget, componentDeployment, componentService} from '../children.ts'
import {entryComponent} from '../entry.ts'
import {ingressConfig} from '../ingress-config.ts'
import {componentName} from '../names.ts'
import {Refusal} from '../refusal.ts'
import {
  baseModels,
  clusterBaseModels,
  clusterServingRuntimes,
  inferenceReplicas,
  inferenceServices,
  scaledObjects,
  servingRuntimes,
} from '../resources.ts'
import {applyEntry} from '../service-children.ts'
import {planService} from '../service-plan.ts'
import {nextMode} from './mode.ts'
import {applyReplica, type Rolled} from './native.ts'
import {nextAutoscaler, nextScaledObject, type Scaling, scalingOf} from './scaling.ts'
import {writeNextStatus} from './status.ts'

const source = 'v1beta1Controllers'
const finalizer = 'inferenceservice.finalizers'

/** Turns InferenceServices into Deployments and InferenceReplicas, as the controller of OME v1.3 does. */
export const nextServiceController: Controller = (world) => {
  const apply = childApplier(world)
  return reconciler(world, {
    name: 'inferenceservice-controller',
    sources: [
      {resource: inferenceServices, keys: (object) => [keyOf(object)]},
      ...[deployments, inferenceReplicas].map((resource) => ({
        resource,
        keys: (object: ApiObject) => ownerKey(object, 'InferenceService'),
      })),
      ...[services, autoscalers, scaledObjects].map((resource) => ({
        resource,
        keys: (object: ApiObject, {type}: LocalWatchEvent) =>
          type === 'DELETED' ? ownerKey(object, 'InferenceService') : [],
      })),
      ...[baseModels, clusterBaseModels, servingRuntimes, clusterServingRuntimes].map((resource: ResourceName) => ({
        resource,
        keys: () => (world.api.serves(inferenceServices) ? world.api.list(inferenceServices).map(keyOf) : []),
      })),
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const service = world.api.get(inferenceServices, name, namespace)
      if (!service) return
      const wanted = !isTerminating(service)
      const held = setFinalizer(world, service, wanted)
      if (wanted) bring(world, apply, held, again)
    },
  })
}

function setFinalizer(world: World, service: ApiObject, wanted: boolean): ApiObject {
  const {name, namespace, finalizers = []} = service.metadata
  if (finalizers.includes(finalizer) === wanted) return service
  const next = wanted ? [...finalizers, finalizer] : finalizers.filter((other) => other !== finalizer)
  return world.api.patch(inferenceServices, name, namespace, {metadata: {finalizers: next}})
}

function bring(world: World, apply: ApplyChild, service: ApiObject, again: (time: number) => void): void {
  try {
    const inputs = planService(world, service, nextMode)
    const rolled = new Map<ChildInput, Rolled>()
    for (const input of inputs) {
      const scaling = scalingOf(input)
      apply(services, componentService({...input, mode: 'RawDeployment'}))
      if (input.mode === 'OMENative') rolled.set(input, applyReplica(world, apply, input, again))
      else {
        apply(deployments, componentDeployment(input))
        apply(disruptionBudgets, componentBudget(input))
      }
      applyScaling(world, apply, input, scaling)
    }
    const config = ingressConfig(world, service)
    const entry = entryComponent(service, inputs)
    if (entry) applyEntry(world, apply, entry, config)
    const {name, namespace} = service.metadata
    writeNextStatus(world, world.api.get(inferenceServices, name, namespace) ?? service, inputs, rolled, config)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    world.api.event(service, 'Warning', error.reason, error.message, source)
  }
}

function applyScaling(world: World, apply: ApplyChild, input: ChildInput, scaling: Scaling): void {
  const {name, namespace} = input.service.metadata
  const own = componentName(name, input.component)
  if (scaling.class === 'HPA') apply(autoscalers, nextAutoscaler(input, scaling))
  else if (world.api.get(autoscalers, own, namespace)) world.api.delete(autoscalers, own, namespace)
  if (scaling.class === 'KEDA') {
    if (!world.api.serves(scaledObjects))
      throw new Refusal('InternalError', 'no matches for kind "ScaledObject" in version "keda.sh/v1alpha1"')
    apply(scaledObjects, nextScaledObject(input, scaling))
  }
  if (scaling.class !== 'None' || input.mode === 'OMENative') return
  const deployment = world.api.get(deployments, own, namespace)
  const least = Number(input.merged.settings['minReplicas'] ?? 1)
  if (deployment && deployment['spec'].replicas !== least)
    world.api.patch(deployments, own, namespace, {spec: {replicas: least}})
}
