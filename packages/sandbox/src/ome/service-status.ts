import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from '../controllers/conditions.ts'
import {revisionAnnotation} from '../controllers/deployment.ts'
import {deployments} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {ChildInput} from './child-input.ts'
import type {IngressConfig} from './ingress-config.ts'
import {list} from './merge.ts'
import {modelStatus} from './model-progress.ts'
import {groupSetName} from './multi-node.ts'
import {type Component, componentName} from './names.ts'
import {httpRoutes, inferenceServices, knativeServices, leaderWorkerSets} from './resources.ts'
import {knativeConditions, knativeRevisions} from './serverless.ts'

export interface StatusInput {
  readonly service: ApiObject
  readonly inputs: readonly ChildInput[]
  /** Absent while nothing serves. */
  readonly url: string | undefined
  readonly componentUrl: (component: Component) => string
  readonly ingress: IngressConfig
  readonly isVirtual: boolean
}

const conditionNames: Readonly<Record<Component, string>> = {
  engine: 'Engine',
  decoder: 'Decoder',
  router: 'Router',
  predictor: 'Predictor',
}

/** Status of an InferenceService from its workloads and pods, with the condition set of OME v0.1. */
export function writeServiceStatus(world: World, input: StatusInput): void {
  const {service, inputs} = input
  const before: Condition[] | undefined = service.status?.conditions
  const found = inputs.flatMap((each) => componentConditions(world, each))
  const ingress = ingressCondition(world, input)
  const engine = found.find(({type}) => type === 'EngineReady' || type === 'PredictorReady')
  const wanted = input.isVirtual
    ? [{type: 'Ready', status: 'True', reason: 'VirtualDeployment'} as const]
    : [...found, ingress, readyFrom(engine, ingress)]
  const names = new Set(wanted.map((condition) => condition.type))
  const kept = before?.filter((condition) => names.has(condition.type)) ?? []
  const conditions = wanted.reduce<Condition[]>((all, condition) => withCondition(world, all, condition), kept)
  const status = {
    conditions: conditions.sort((a, b) => (a.type < b.type ? -1 : 1)),
    ...(input.url === undefined ? {} : {url: input.url, address: {url: input.url}}),
    components: Object.fromEntries(inputs.map((each) => [each.component, componentStatus(world, input, each)])),
    modelStatus: modelStatus(world, service, inputs[0]?.mode),
    observedGeneration: 1,
  }
  if (isDeepStrictEqual({...service.status, ...status}, service.status)) return
  const wasReady = conditionIs(before, 'Ready')
  const isReady = conditionIs(conditions, 'Ready')
  const cleared = {lastFailureInfo: null, ...status.modelStatus}
  const {name, namespace} = service.metadata
  world.api.patch(inferenceServices, name, namespace, {status: {...status, modelStatus: cleared}}, 'status')
  announce(world, service, wasReady, isReady)
}

function announce(world: World, service: ApiObject, wasReady: boolean, isReady: boolean): void {
  const about = `InferenceService [${service.metadata.name}]`
  if (isReady && !wasReady) {
    world.api.event(service, 'Normal', 'InferenceServiceReady', `${about} is Ready`, 'v1beta1Controllers')
  } else if (wasReady && !isReady) {
    const message = `${about} is no longer Ready`
    world.api.event(service, 'Warning', 'InferenceServiceNotReady', message, 'v1beta1Controllers')
  }
}

function readyFrom(engine: Condition | undefined, ingress: Condition): Condition {
  const failing = [engine, ingress].find((condition) => condition?.status !== 'True')
  if (!engine) return {type: 'Ready', status: 'Unknown', reason: 'Initializing'}
  if (!failing) return {type: 'Ready', status: 'True'}
  return {...failing, type: 'Ready'}
}

/** Nothing to wait for while no ingress is made; an HTTPRoute counts when its Gateway accepted it. */
function ingressCondition(world: World, {service, ingress, inputs}: StatusInput): Condition {
  const type = 'IngressReady'
  if (ingress.disabled) return {type, status: 'True', reason: 'IngressDisabled'}
  if (!ingress.gatewayApi || inputs[0]?.mode === 'Serverless') return {type, status: 'True'}
  const route = world.api.get(httpRoutes, service.metadata.name, service.metadata.namespace)
  const accepted = list(list(route?.['status']?.parents)[0]?.['conditions']).find((one) => one['type'] === 'Accepted')
  if (accepted?.['status'] === 'True') return {type, status: 'True'}
  const reason = typeof accepted?.['reason'] === 'string' ? accepted['reason'] : 'HTTPRouteParentStatusNotAvailable'
  return {type, status: 'False', reason, message: `HTTPRoute ${service.metadata.name} is not accepted by its parents`}
}

/** Components copy the condition `Available` of what runs them. */
function componentConditions(world: World, input: ChildInput): Condition[] {
  const {service, component, mode} = input
  const {name, namespace} = service.metadata
  const type = conditionNames[component]
  if (mode === 'Serverless') {
    return knativeConditions(type, world.api.get(knativeServices, componentName(name, component), namespace))
  }
  const workload = workloadOf(world, input)
  const conditions: Condition[] | undefined = workload?.status?.conditions
  const available = conditions?.find((condition) => condition.type === 'Available')
  if (!available) return [{type: `${type}Ready`, status: 'Unknown', reason: 'Initializing'}]
  const {status, reason, message} = available
  return [{type: `${type}Ready`, status, ...(reason ? {reason} : {}), ...(message ? {message} : {})}]
}

function workloadOf(world: World, {service, component, mode}: ChildInput): ApiObject | undefined {
  const {name, namespace} = service.metadata
  if (mode !== 'MultiNode') return world.api.get(deployments, componentName(name, component), namespace)
  const own = groupSetName(name, component)
  return world.api.serves(leaderWorkerSets) ? world.api.get(leaderWorkerSets, own, namespace) : undefined
}

function componentStatus(world: World, input: StatusInput, each: ChildInput): Record<string, unknown> {
  const url = input.componentUrl(each.component)
  if (each.mode === 'Serverless') {
    const {name, namespace} = each.service.metadata
    return {url, ...knativeRevisions(world.api.get(knativeServices, componentName(name, each.component), namespace))}
  }
  const workload = workloadOf(world, each)
  const revision = workload?.metadata.annotations?.[revisionAnnotation]
  const ready = (workload?.status?.availableReplicas ?? 0) > 0
  return {
    url,
    ...(revision ? {latestCreatedRevision: revision} : {}),
    ...(revision && ready ? {latestReadyRevision: revision} : {}),
  }
}
