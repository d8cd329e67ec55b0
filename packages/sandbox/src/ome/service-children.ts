import {ApiError, type ApiObject, type ResourceName} from '../api.ts'
import {
  autoscalers,
  configMaps,
  deployments,
  disruptionBudgets,
  ingresses,
  roleBindings,
  roles,
  serviceAccounts,
  services,
} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {ApplyChild} from './apply.ts'
import type {ChildInput} from './child-input.ts'
import {componentBudget, componentDeployment, componentService} from './children.ts'
import {entryIngress, entryRoute, entryService, entryVirtualService} from './entry.ts'
import type {IngressConfig} from './ingress-config.ts'
import {modelConfig} from './model-config.ts'
import {groupSetName, leaderWorkerSet} from './multi-node.ts'
import {componentName} from './names.ts'
import {Refusal} from './refusal.ts'
import {httpRoutes, knativeServices, leaderWorkerSets, scaledObjects, virtualServices} from './resources.ts'
import {routerRights} from './router-rights.ts'
import {autoscalerClass, componentAutoscaler, componentScaledObject, scaledObjectName} from './scaling.ts'
import {knativeService} from './serverless.ts'

/** Makes the objects of one component what they should be, and removes those of another mode or another autoscaler. */
export function applyComponent(world: World, apply: ApplyChild, input: ChildInput): void {
  try {
    if (input.component === 'router') applyRights(apply, input.service)
    if (input.mode === 'MultiNode') applyGroups(world, apply, input)
    else if (input.mode === 'Serverless') applyKnative(world, apply, input)
    else applyDeployment(world, apply, input)
    if (input.model && (input.component === 'engine' || input.component === 'predictor'))
      apply(configMaps, modelConfig(input.service, input.model))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status.code === 409) throw error
    throw new Refusal('InternalError', `fails to reconcile ${input.component} component: ${error.message}`)
  }
}

function applyRights(apply: ApplyChild, service: ApiObject): void {
  const rights = routerRights(service)
  apply(serviceAccounts, rights.account)
  apply(roles, rights.role)
  apply(roleBindings, rights.binding)
}

function applyDeployment(world: World, apply: ApplyChild, input: ChildInput): void {
  const {name, namespace} = input.service.metadata
  const own = componentName(name, input.component)
  const scaled = scaledObjectName(name, input.component)
  const scaler = autoscalerClass(input.service)
  apply(deployments, componentDeployment(input))
  apply(services, componentService(input))
  apply(disruptionBudgets, componentBudget(input))
  if (scaler !== 'hpa') remove(world, autoscalers, own, namespace)
  if (scaler !== 'keda') remove(world, scaledObjects, scaled, namespace)
  if (scaler === 'hpa') apply(autoscalers, componentAutoscaler(input))
  if (scaler === 'keda') applyServed(world, apply, scaledObjects, componentScaledObject(input))
  remove(world, leaderWorkerSets, groupSetName(name, input.component), namespace)
}

function applyGroups(world: World, apply: ApplyChild, input: ChildInput): void {
  const {name, namespace} = input.service.metadata
  applyServed(world, apply, leaderWorkerSets, leaderWorkerSet(input))
  apply(services, componentService(input))
  const own = componentName(name, input.component)
  for (const resource of [autoscalers, deployments, disruptionBudgets]) remove(world, resource, own, namespace)
}

function applyKnative(world: World, apply: ApplyChild, input: ChildInput): void {
  const {name, namespace} = input.service.metadata
  const own = componentName(name, input.component)
  apply(knativeServices, knativeService(input, world.api.get(knativeServices, own, namespace)))
  for (const resource of [autoscalers, deployments, disruptionBudgets]) remove(world, resource, own, namespace)
}

function applyServed(world: World, apply: ApplyChild, resource: ResourceName, object: ApiObject): void {
  if (!world.api.serves(resource)) {
    const message = `no matches for kind ${JSON.stringify(object.kind)} in version ${JSON.stringify(object.apiVersion)}`
    throw new Refusal('InternalError', `fails to reconcile ${object.kind} ${object.metadata.name}: ${message}`)
  }
  apply(resource, object)
}

function remove(world: World, resource: ResourceName, name: string, namespace: string | undefined): void {
  if (!world.api.serves(resource)) return
  const found = world.api.get(resource, name, namespace)
  if (found && !found.metadata.deletionTimestamp) {
    world.api.delete(resource, name, namespace, {propagation: 'Background'})
  }
}

/** Makes what leads clients to a service: a Service of its name, or an ingress of the kind the cluster uses. */
export function applyEntry(world: World, apply: ApplyChild, input: ChildInput, config: IngressConfig): void {
  const {metadata} = input.service
  const isLocal = metadata.labels?.['networking.knative.dev/visibility'] === 'cluster-local'
  const {name, namespace} = metadata
  if (config.disabled || isLocal) {
    if (!isLocal) apply(services, entryService(input))
    for (const resource of [ingresses, httpRoutes, virtualServices]) remove(world, resource, name, namespace)
  } else if (input.mode === 'Serverless') applyServed(world, apply, virtualServices, entryVirtualService(input, config))
  else if (config.gatewayApi) applyServed(world, apply, httpRoutes, entryRoute(input, config))
  else apply(ingresses, entryIngress(input, config))
}
