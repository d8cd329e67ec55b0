import {isDeepStrictEqual} from 'node:util'
import {ApiError, type ApiObject, type LocalWatchEvent, type ResourceName} from '../api.ts'
import {revisionAnnotation} from '../controllers/deployment.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {
  autoscalers,
  configMaps,
  deployments,
  disruptionBudgets,
  ingresses,
  pods,
  roleBindings,
  roles,
  serviceAccounts,
  services,
} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {chooseAccelerator} from './accelerator-choice.ts'
import {type ApplyChild, childApplier} from './apply.ts'
import {type ChildInput, childrenOf} from './children.ts'
import {entryIngress, entryPort, entryService} from './entry.ts'
import {chooseRuntime, modelOf} from './lookup.ts'
import {mergeComponent} from './merge.ts'
import {type Component, componentName, serviceName} from './names.ts'
import {
  baseModels,
  clusterBaseModels,
  clusterServingRuntimes,
  inferenceServices,
  omeNamespace,
  servingRuntimes,
} from './resources.ts'
import {routerRights} from './router-rights.ts'
import {writeServiceStatus} from './service-status.ts'

const source = 'v1beta1Controllers'
const finalizer = 'inferenceservice.finalizers'
const order: readonly Component[] = ['engine', 'decoder', 'router']

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
      {resource: services, keys: (object, {type}) => (type === 'DELETED' ? ownerKey(object, 'InferenceService') : [])},
      {
        resource: autoscalers,
        keys: (object, {type}) => (type === 'DELETED' ? ownerKey(object, 'InferenceService') : []),
      },
      {resource: pods, keys: serviceOfPod},
      ...[baseModels, clusterBaseModels].map((resource) => ({
        resource,
        keys: (model: ApiObject) => servicesWhere(world, (service) => service.spec.model?.name === model.metadata.name),
      })),
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

/** A failure is told by an event alone: the status stays as it was. */
class Refusal extends Error {
  readonly reason: string
  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
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

function deploy(world: World, apply: ApplyChild, service: ApiObject): void {
  const inputs = plan(world, service)
  for (const input of inputs) applyComponent(world, apply, input)
  const entry = inputs.find((input) => input.component === 'router') ?? inputs[0]
  const [domain, ingress] = entryDomain(world)
  if (entry && ingress) apply(ingresses, entryIngress(entry, domain))
  else if (entry) apply(services, entryService(entry))
  const port = entry ? entryPort(entry.merged) : 8080
  const {name, namespace} = service.metadata
  writeServiceStatus(world, {
    service: world.api.get(inferenceServices, name, namespace) ?? service,
    components: inputs.map((input) => input.component),
    url: entry ? `http://${serviceName(name)}.${namespace}.${domain}${ingress ? '' : `:${port}`}` : undefined,
    componentUrl: (component) => `http://${serviceName(componentName(name, component))}.${namespace}.${domain}`,
    isVirtual: false,
  })
}

function virtual(world: World, service: ApiObject): void {
  const componentUrl = (): string => ''
  writeServiceStatus(world, {service, components: [], url: undefined, componentUrl, isVirtual: true})
}

/** Domain of addresses, and whether ingresses are made. Source of truth: ConfigMap `inferenceservice-config`. */
function entryDomain(world: World): [domain: string, ingress: boolean] {
  const text: string | undefined = world.api.get(configMaps, 'inferenceservice-config', omeNamespace)?.['data']?.ingress
  if (text === undefined) return ['svc.cluster.local', false]
  try {
    const parsed: {ingressDomain?: string; disableIngressCreation?: boolean} = JSON.parse(text)
    return [parsed.ingressDomain ?? 'svc.cluster.local', parsed.disableIngressCreation === false]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Refusal('InternalError', `unable to parse ingress config json: ${error.message}`)
  }
}

function plan(world: World, service: ApiObject): ChildInput[] {
  const model = modelOf(world.api, service)
  if (!model && service.spec.model?.name) {
    throw new Refusal('ModelReconcileError', `Failed to reconcile model: ${service.spec.model.name} not found`)
  }
  const runtime = runtimeFor(world, service, model)
  return order.flatMap((component) => {
    if (!service.spec[component]) return []
    refuseModes(service, component, runtime)
    const merged = mergeComponent(service, runtime, component)
    if (!merged)
      throw new Refusal('MergeSpecsError', `Failed to merge ${component} specs: no runner container is configured`)
    const choice =
      component === 'router' ? {accelerator: undefined} : chooseAccelerator(world.api, service, runtime, component)
    if ('refusal' in choice) throw new Refusal('AcceleratorClassError', choice.refusal)
    return [{service, component, merged, model, runtime, accelerator: choice.accelerator}]
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

function refuseModes(service: ApiObject, component: Component, runtime: ApiObject | undefined): void {
  const spec = service.spec[component]
  const config = runtime?.spec?.[`${component}Config`]
  if (spec.leader || spec.worker || config?.leader || config?.worker) {
    throw new Refusal(
      'DeploymentModeError',
      `${component}: MultiNode needs the LeaderWorkerSet API, which this cluster does not serve`,
    )
  }
  if (spec.minReplicas === 0) {
    throw new Refusal(
      'ServerlessModeRejected',
      `${component}: minReplicas 0 needs Knative Serving, which this cluster does not serve`,
    )
  }
}

function applyComponent(world: World, apply: ApplyChild, input: ChildInput): void {
  if (input.component === 'router') {
    const rights = routerRights(input.service)
    apply(serviceAccounts, rights.account)
    apply(roles, rights.role)
    apply(roleBindings, rights.binding)
  }
  const children = childrenOf(input)
  try {
    apply(deployments, children.deployment)
    apply(services, children.service)
    apply(disruptionBudgets, children.budget)
    const {autoscaler} = children
    const {name, namespace} = children.deployment.metadata
    if (autoscaler) apply(autoscalers, autoscaler)
    else if (world.api.get(autoscalers, name, namespace)) world.api.delete(autoscalers, name, namespace)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status.code === 409) throw error
    throw new Refusal('InternalError', `fails to reconcile ${input.component} component: ${error.message}`)
  }
}
