import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../../api.ts'
import {type Condition, conditionIs, withCondition} from '../../controllers/conditions.ts'
import {revisionAnnotation} from '../../controllers/deployment.ts'
import {deployments} from '../../controllers/resources.ts'
import {timestamp, type World} from '../../controllers/world.ts'
import type {ChildInput} from '../child-input.ts'
import {entryComponent, entryPort} from '../entry.ts'
import {hostsOf, type IngressConfig} from '../ingress-config.ts'
import {modelStatus} from '../model-progress.ts'
import {componentName, serviceName} from '../names.ts'
import {inferenceServices, podMonitors} from '../resources.ts'
import type {Rolled} from './native.ts'
import {scaleTarget, scalingOf} from './scaling.ts'

const prefixes = {engine: 'Engine', decoder: 'Decoder', router: 'Router', predictor: 'Predictor'} as const

/** Status of an InferenceService of v1.3, with the rollout of every component. */
export function writeNextStatus(
  world: World,
  service: ApiObject,
  inputs: readonly ChildInput[],
  rolled: ReadonlyMap<ChildInput, Rolled>,
  config: IngressConfig,
): void {
  const {name, namespace} = service.metadata
  const entry = entryComponent(service, inputs)
  const local = `http://${serviceName(name)}.${namespace}.svc.cluster.local`
  const host = config.disabled ? local : `${config.scheme}://${hostsOf(config, service)[0]}`
  const url = entry && (config.disabled ? `${host}:${entryPort(entry.merged)}` : host)
  const before: Condition[] = service['status']?.conditions ?? []
  const found = inputs.map((input) => condition(world, input, rolled.get(input)))
  const ingress: Condition = {
    type: 'IngressReady',
    status: 'True',
    reason: config.disabled ? 'IngressDisabled' : 'Accepted',
  }
  const wanted = [...found, ingress, readyOf(found)]
  const conditions = wanted
    .reduce<Condition[]>((all, each) => withCondition(world, all, each), before)
    .sort((a, b) => (a.type < b.type ? -1 : 1))
  const status = {
    conditions,
    ...(url === undefined ? {} : {url, address: {url}, addresses: [{url}]}),
    components: Object.fromEntries(
      inputs.map((input) => [input.component, componentStatus(world, input, rolled.get(input))]),
    ),
    modelStatus: modelStatus(world, service, inputs[0]?.mode),
    observedGeneration: 1,
  }
  if (isDeepStrictEqual({...service['status'], ...status}, service['status'])) return
  world.api.patch(inferenceServices, name, namespace, {status: cleared(service, status)}, 'status')
  const is = conditionIs(conditions, 'Ready')
  if (is === conditionIs(before, 'Ready')) return
  const about = `InferenceService [${name}]`
  const source = 'v1beta1Controllers'
  if (is) world.api.event(service, 'Normal', 'InferenceServiceReady', `${about} is Ready`, source)
  else world.api.event(service, 'Warning', 'InferenceServiceNotReady', `${about} is no longer Ready`, source)
}

/** A canary that is over leaves the status. */
function cleared(service: ApiObject, status: {components: Record<string, Record<string, unknown>>}): unknown {
  const old: Record<string, {canary?: unknown}> = service['status']?.components ?? {}
  const components = Object.fromEntries(
    Object.entries(status.components).map(([name, one]) => [
      name,
      old[name]?.canary && !one['canary'] ? {...one, canary: null} : one,
    ]),
  )
  return {...status, components}
}

function readyOf(components: readonly Condition[]): Condition {
  const engine = components.find(({type}) => type === 'EngineReady')
  if (!engine) return {type: 'Ready', status: 'Unknown', reason: 'Initializing'}
  return engine.status === 'True' ? {type: 'Ready', status: 'True'} : {...engine, type: 'Ready'}
}

function condition(world: World, input: ChildInput, rolled: Rolled | undefined): Condition {
  const type = `${prefixes[input.component]}Ready`
  const {namespace, name} = input.service.metadata
  const workload = rolled?.replica ?? world.api.get(deployments, componentName(name, input.component), namespace)
  const source: Condition | undefined = workload?.['status']?.conditions?.find(
    (each: Condition) => each.type === (rolled ? 'Ready' : 'Available'),
  )
  if (!source) return {type, status: 'Unknown', reason: 'Initializing'}
  const {status, reason, message} = source
  if (!rolled && status === 'True' && !world.api.serves(podMonitors)) {
    return {
      type,
      status: 'False',
      reason: 'PodMonitorNotAvailable',
      message: 'no matches for kind "PodMonitor" in version "monitoring.coreos.com/v1"',
    }
  }
  return {type, status, ...(reason ? {reason} : {}), ...(message ? {message} : {})}
}

function componentStatus(world: World, input: ChildInput, rolled: Rolled | undefined): Record<string, unknown> {
  const {service, component} = input
  const {name, namespace} = service.metadata
  const own = componentName(name, component)
  const url = `http://${serviceName(own)}.${namespace}.svc.cluster.local`
  const scaling = scalingOf(input)
  const deployment = rolled ? undefined : world.api.get(deployments, own, namespace)
  const counted = rolled?.replica ?? deployment
  const common = {
    url,
    scaleTargetRef: scaleTarget(input),
    autoscaler: {
      class: scaling.class,
      managedBy: scaling.class === 'External' ? 'external' : scaling.class === 'None' ? 'none' : 'ome',
      specSource: scaling.source,
      currentReplicas: counted?.['status']?.replicas ?? 0,
      desiredReplicas: counted?.['spec'].replicas ?? 0,
    },
  }
  if (rolled) return {...common, ...nativeStatus(own, rolled)}
  const revision = deployment?.metadata.annotations?.[revisionAnnotation]
  const isReady = (deployment?.['status']?.availableReplicas ?? 0) > 0
  return {
    ...common,
    ...(revision ? {latestCreatedRevision: revision} : {}),
    ...(revision && isReady ? {latestReadyRevision: revision} : {}),
  }
}

function nativeStatus(own: string, {replica, state}: Rolled): Record<string, unknown> {
  const counts = replica['status'] ?? {}
  const revision = (hash: string): string => `${own}-rev-${hash}`
  const canaries: number = replica['spec'].canary?.replicas ?? 0
  const share = state.canary ? Math.round((100 * canaries) / Math.max(1, replica['spec'].replicas ?? 1)) : 0
  const isDone = state.phase === 'Stable'
  return {
    rolloutPhase: state.phase,
    latestCreatedRevision: revision(state.canary ?? state.stable),
    ...(isDone ? {latestReadyRevision: revision(state.stable), latestRolledoutRevision: revision(state.stable)} : {}),
    ...(state.previous ? {previousRolledoutRevision: revision(state.previous)} : {}),
    lifecycle: {
      currentRevision: revision(state.stable),
      updateRevision: revision(state.canary ?? state.stable),
      replicas: counts.replicas ?? 0,
      readyReplicas: counts.readyReplicas ?? 0,
      servingReplicas: counts.readyReplicas ?? 0,
      availableReplicas: counts.availableReplicas ?? 0,
      updatedReplicas: counts.updatedReplicas ?? 0,
      updatedReadyReplicas: counts.updatedReadyReplicas ?? 0,
      ...(counts.labelSelector ? {labelSelector: counts.labelSelector} : {}),
    },
    traffic: [
      {revisionName: revision(state.stable), percent: 100 - share, latestRevision: share === 0},
      ...(state.canary
        ? [{revisionName: revision(state.canary), percent: share, latestRevision: true, tag: 'canary'}]
        : []),
    ],
    ...(state.canary || state.rolledBack ? {canary: canaryStatus(state, share)} : {}),
  }
}

const canaryStatus = (state: Rolled['state'], share: number): Record<string, unknown> => ({
  stableRevisionHash: state.stable,
  currentStep: state.step,
  stepEnteredTime: timestamp(state.entered),
  observedTrafficWeight: share,
  ...(state.canary ? {canaryRevisionHash: state.canary} : {}),
  ...(state.rolledBack ? {rolledBackRevisionHash: state.rolledBack} : {}),
})
