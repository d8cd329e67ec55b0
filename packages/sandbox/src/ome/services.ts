import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, LocalWatchEvent, ResourceName} from '../api.ts'
import {revisionAnnotation} from '../controllers/deployment.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {autoscalers, deployments, pods, services} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {type ApplyChild, childApplier} from './apply.ts'
import {entryComponent, entryPort} from './entry.ts'
import {hostsOf, ingressConfig} from './ingress-config.ts'
import {componentName, serviceName} from './names.ts'
import {Refusal} from './refusal.ts'
import {
  baseModels,
  clusterBaseModels,
  clusterServingRuntimes,
  fineTunedWeights,
  httpRoutes,
  inferenceServices,
  knativeServices,
  leaderWorkerSets,
  scaledObjects,
  servingRuntimes,
} from './resources.ts'
import {applyComponent, applyEntry} from './service-children.ts'
import {planService} from './service-plan.ts'
import {writeServiceStatus} from './service-status.ts'

const source = 'v1beta1Controllers'
const finalizer = 'inferenceservice.finalizers'

/** Turns InferenceServices into Deployments, Services and autoscalers, as the controller of OME v0.1 does. */
export const serviceController: Controller = (world) => {
  const apply = childApplier(world)
  return reconciler(world, {
    name: 'inferenceservice-controller',
    sources: [
      {resource: inferenceServices, keys: (object) => [keyOf(object)]},
      {
        resource: deployments,
        keys: (object, {previous}) =>
          previous && sameProgress(previous, object) ? [] : ownerKey(object, 'InferenceService'),
      },
      ...[services, autoscalers, scaledObjects].map((resource) => ({
        resource,
        keys: (object: ApiObject, {type}: LocalWatchEvent) =>
          type === 'DELETED' ? ownerKey(object, 'InferenceService') : [],
      })),
      ...[leaderWorkerSets, knativeServices, httpRoutes].map((resource) => ({
        resource,
        keys: (object: ApiObject) => ownerKey(object, 'InferenceService'),
      })),
      {resource: pods, keys: serviceOfPod},
      ...[baseModels, clusterBaseModels].map((resource) => ({
        resource,
        keys: (model: ApiObject) => servicesWhere(world, (service) => service.spec.model?.name === model.metadata.name),
      })),
      {
        resource: fineTunedWeights,
        keys: (weight) =>
          servicesWhere(world, (service) => service.spec.model?.fineTunedWeights?.includes(weight.metadata.name)),
      },
      ...[servingRuntimes, clusterServingRuntimes].map((resource: ResourceName) => ({
        resource,
        keys: () => servicesWhere(world, () => true),
      })),
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const service = world.api.get(inferenceServices, name, namespace)
      if (!service) return
      if (isTerminating(service)) release(world, service)
      else bring(world, apply, withFinalizer(world, service))
    },
  })
}

function serviceOfPod(pod: ApiObject, {previous}: LocalWatchEvent): string[] {
  const name = pod.metadata.labels?.['ome.io/inferenceservice']
  if (name === undefined || (previous && containerStates(previous) === containerStates(pod))) return []
  return [`${pod.metadata.namespace}/${name}`]
}

/** What the status of a service takes from a pod. */
const containerStates = (pod: ApiObject): string =>
  JSON.stringify([pod.status?.phase, pod.status?.containerStatuses, pod.status?.initContainerStatuses])

/** What a service takes from a Deployment: its spec, its revision and its conditions, not its counts. */
const sameProgress = (before: ApiObject, after: ApiObject): boolean =>
  before.metadata.generation === after.metadata.generation &&
  before.metadata.annotations?.[revisionAnnotation] === after.metadata.annotations?.[revisionAnnotation] &&
  isDeepStrictEqual(before.status?.conditions, after.status?.conditions)

const servicesWhere = (world: World, matches: (service: ApiObject) => boolean): string[] =>
  world.api.serves(inferenceServices) ? world.api.list(inferenceServices).filter(matches).map(keyOf) : []

function withFinalizer(world: World, service: ApiObject): ApiObject {
  const {name, namespace, finalizers = []} = service.metadata
  if (finalizers.includes(finalizer)) return service
  return world.api.patch(inferenceServices, name, namespace, {metadata: {finalizers: [...finalizers, finalizer]}})
}

function release(world: World, service: ApiObject): void {
  const {name, namespace, finalizers = []} = service.metadata
  if (!finalizers.includes(finalizer)) return
  const rest = finalizers.filter((other) => other !== finalizer)
  world.api.patch(inferenceServices, name, namespace, {metadata: {finalizers: rest}})
}

function bring(world: World, apply: ApplyChild, service: ApiObject): void {
  try {
    if (service.metadata.annotations?.['ome.io/deploymentMode'] === 'VirtualDeployment') virtual(world, service)
    else deploy(world, apply, service)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    world.api.event(service, 'Warning', error.reason, error.message, source)
  }
}

const ingressAnnotation = 'ome.io/ingress-disable-creation'

function deploy(world: World, apply: ApplyChild, service: ApiObject): void {
  const inputs = planService(world, service)
  for (const input of inputs) applyComponent(world, apply, input)
  const config = ingressConfig(world, service)
  const entry = entryComponent(service, inputs)
  if (entry) applyEntry(world, apply, entry, config)
  const {name, namespace} = service.metadata
  if (config.disabled && service.metadata.annotations?.[ingressAnnotation] === undefined) {
    world.api.patch(inferenceServices, name, namespace, {metadata: {annotations: {[ingressAnnotation]: 'true'}}})
  }
  const [host] = hostsOf(config, service)
  const local = `${serviceName(name)}.${namespace}.svc.cluster.local`
  writeServiceStatus(world, {
    service: world.api.get(inferenceServices, name, namespace) ?? service,
    inputs,
    url: entry
      ? config.disabled
        ? `http://${local}:${entryPort(entry.merged)}`
        : `${config.scheme}://${host}`
      : undefined,
    componentUrl: (component) => `http://${serviceName(componentName(name, component))}.${namespace}.svc.cluster.local`,
    ingress: config,
    isVirtual: false,
  })
}

function virtual(world: World, service: ApiObject): void {
  const componentUrl = (): string => ''
  const ingress = ingressConfig(world, service)
  writeServiceStatus(world, {service, inputs: [], url: undefined, componentUrl, ingress, isVirtual: true})
}
