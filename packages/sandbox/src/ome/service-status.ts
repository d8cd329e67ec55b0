import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from '../controllers/conditions.ts'
import {revisionAnnotation} from '../controllers/deployment.ts'
import {deployments, pods} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import {type Component, componentName} from './names.ts'
import {inferenceServices} from './resources.ts'

export interface StatusInput {
  readonly service: ApiObject
  readonly components: readonly Component[]
  /** Absent while nothing serves. */
  readonly url: string | undefined
  readonly componentUrl: (component: Component) => string
  readonly isVirtual: boolean
}

const conditionNames: Readonly<Record<Component, string>> = {
  engine: 'EngineReady',
  decoder: 'DecoderReady',
  router: 'RouterReady',
}

/** Status of an InferenceService from its Deployments and pods, with the condition set of OME v0.1. */
export function writeServiceStatus(world: World, input: StatusInput): void {
  const {service, components} = input
  const before: Condition[] | undefined = service.status?.conditions
  const found = components.map((component) => componentCondition(world, service, component))
  const ingress: Condition = {type: 'IngressReady', status: 'True', reason: 'IngressDisabled'}
  const engine = found.find((condition) => condition.type === 'EngineReady')
  const wanted = input.isVirtual
    ? [{type: 'Ready', status: 'True', reason: 'VirtualDeployment'} as const]
    : [...found, ingress, readyFrom(engine)]
  const names = new Set(wanted.map((condition) => condition.type))
  const kept = before?.filter((condition) => names.has(condition.type)) ?? []
  const conditions = wanted.reduce<Condition[]>((list, condition) => withCondition(world, list, condition), kept)
  const status = {
    conditions: conditions.sort((a, b) => (a.type < b.type ? -1 : 1)),
    ...(input.url === undefined ? {} : {url: input.url, address: {url: input.url}}),
    components: Object.fromEntries(
      components.map((component) => [component, componentStatus(world, input, component)]),
    ),
    modelStatus: modelStatus(world, service),
    observedGeneration: 1,
  }
  if (isDeepStrictEqual({...service.status, ...status}, service.status)) return
  const wasReady = conditionIs(before, 'Ready')
  const isReady = conditionIs(conditions, 'Ready')
  const cleared = {lastFailureInfo: null, ...status.modelStatus}
  world.api.patch(
    inferenceServices,
    service.metadata.name,
    service.metadata.namespace,
    {status: {...status, modelStatus: cleared}},
    'status',
  )
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

function readyFrom(engine: Condition | undefined): Condition {
  if (!engine) return {type: 'Ready', status: 'Unknown', reason: 'Initializing'}
  const {status, reason, message} = engine
  if (status === 'True') return {type: 'Ready', status}
  return {type: 'Ready', status, ...(reason ? {reason} : {}), ...(message ? {message} : {})}
}

function componentCondition(world: World, service: ApiObject, component: Component): Condition {
  const type = conditionNames[component]
  const deployment = world.api.get(
    deployments,
    componentName(service.metadata.name, component),
    service.metadata.namespace,
  )
  const conditions: Condition[] | undefined = deployment?.status?.conditions
  const available = conditions?.find((condition) => condition.type === 'Available')
  if (!available) return {type, status: 'Unknown', reason: 'Initializing'}
  const {status, reason, message} = available
  return {type, status, ...(reason ? {reason} : {}), ...(message ? {message} : {})}
}

function componentStatus(world: World, input: StatusInput, component: Component): Record<string, unknown> {
  const {service} = input
  const name = componentName(service.metadata.name, component)
  const deployment = world.api.get(deployments, name, service.metadata.namespace)
  const revision = deployment?.metadata.annotations?.[revisionAnnotation]
  const ready = (deployment?.status?.availableReplicas ?? 0) > 0
  return {
    url: input.componentUrl(component),
    ...(revision ? {latestCreatedRevision: revision} : {}),
    ...(revision && ready ? {latestReadyRevision: revision} : {}),
  }
}

interface ContainerStatus {
  restartCount?: number
  state?: {
    waiting?: {reason?: string; message?: string}
    terminated?: {exitCode: number; reason?: string; message?: string; finishedAt?: string}
  }
  lastState?: {terminated?: {exitCode: number; reason?: string; message?: string; finishedAt?: string}}
}

/** Follows the first pod of the engine, as the controller does. */
function modelStatus(world: World, service: ApiObject): Record<string, unknown> {
  const labels = {'ome.io/inferenceservice': service.metadata.name, component: 'engine'}
  const scope = service.metadata.namespace === undefined ? {} : {namespace: service.metadata.namespace}
  const found = world.api.list(pods, {...scope, labels})
  const [first] = [...found].sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
  const statuses: ContainerStatus[] = [
    ...(first?.status?.initContainerStatuses ?? []),
    ...(first?.status?.containerStatuses ?? []),
  ]
  const failing = statuses.find(
    (status) => status.state?.waiting?.reason === 'CrashLoopBackOff' || (status.state?.terminated?.exitCode ?? 0) > 0,
  )
  const copies = {failedCopies: failing ? found.length : 0, totalCopies: found.length}
  const states = (activeModelState: string, targetModelState: string): Record<string, string> => ({
    activeModelState,
    targetModelState,
  })
  if (failing) {
    const ended = failing.state?.terminated ?? failing.lastState?.terminated
    return {
      transitionStatus: 'BlockedByFailedLoad',
      modelRevisionStates: states('', 'FailedToLoad'),
      lastFailureInfo: {
        reason: 'ModelLoadFailed',
        message: failing.state?.waiting?.message ?? ended?.message ?? ended?.reason ?? '',
        exitCode: ended?.exitCode ?? 1,
        time: ended?.finishedAt ?? timestamp(world.clock.now()),
      },
      modelCopies: copies,
    }
  }
  const loaded = conditionIs(first?.status?.conditions, 'Ready')
  if (loaded)
    return {transitionStatus: 'UpToDate', modelRevisionStates: states('Loaded', 'Loaded'), modelCopies: copies}
  const target = first?.status?.phase === 'Running' ? 'Loading' : 'Pending'
  return {transitionStatus: 'InProgress', modelRevisionStates: states('', target), modelCopies: copies}
}
