import {at, fields, list, text, textMap, texts} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {
  type ComponentStatus,
  type Condition,
  componentNameOf,
  componentNames,
  toComponent,
  toCondition,
} from './service-component.ts'
import {type Declared, declaredOf} from './service-declared.ts'
import {componentOf, type ServicePod, toServicePod} from './service-pod.ts'
import {type ServiceStatus, serviceStatus} from './service-status.ts'

/** One InferenceService with what really runs for it. */
export interface Service {
  readonly name: string
  readonly namespace: string
  readonly model?: {readonly name: string; readonly kind?: 'BaseModel' | 'ClusterBaseModel'}
  readonly runtime?: string
  readonly runtimeSource?: RuntimeSource
  /** Wanted and ready replicas of the engine (or predictor). */
  readonly replicas: number
  readonly readyReplicas: number
  readonly status: ServiceStatus
  readonly reason?: string
  readonly url?: string
  /** What the service itself sets in its engine's container, in place of the runtime: `args --tp-size=2`. */
  readonly runnerOverride?: string
  /** Accelerators and memory requested by all wanted replicas of all components. */
  readonly gpus: number
  readonly memoryBytes: number
  readonly components: readonly ComponentStatus[]
  readonly conditions: readonly Condition[]
  /** By creation time, then name. */
  readonly pods: readonly ServicePod[]
  readonly labels: Readonly<Record<string, string>>
  readonly declared?: Declared
  readonly createdAt?: string
  /** When somebody last wrote it, status apart. */
  readonly changedAt?: string
}

/** Where the runtime's name was read; `predicted` is our own selection. */
export type RuntimeSource = 'pod' | 'deployment' | 'spec' | 'predicted'

/** Objects around a service. Lists may hold those of other services too; what is not its own is ignored. */
export interface ServiceSurroundings {
  /** Deployments, LeaderWorkerSets and InferenceReplicas. */
  readonly workloads: readonly KubeObject[]
  readonly pods: readonly KubeObject[]
  /** Runtime that selection would choose, used when nothing in the cluster tells. */
  readonly predictedRuntime?: string
}

export function toService(object: KubeObject, around: ServiceSurroundings): Service {
  const spec = fields(object['spec'])
  const status = fields(object['status'])
  const own = ownedBy(object)
  const pods = around.pods.filter(own).sort(byCreation)
  const workloads = around.workloads.filter(own)
  const components = componentNames
    .map((name) =>
      toComponent(name, {
        declared: spec[name],
        workload: workloads.find((each) => componentNameOf(each) === name),
        reported: at(status, 'components', name),
        pods: pods.filter((pod) => componentOf(pod.metadata.labels) === name),
      }),
    )
    .filter((component) => component !== undefined)
  const conditions = list(status['conditions']).map(toCondition)
  const transition = text(at(status, 'modelStatus', 'transitionStatus'))
  const lastFailure = text(at(status, 'modelStatus', 'lastFailureInfo', 'message'))
  const servicePods = pods.map((pod) => toServicePod(pod, transition === 'BlockedByFailedLoad'))
  const main = components.find(({name}) => name === 'engine' || name === 'predictor')
  const url = text(status['url'])
  return {
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    ...modelOf(spec),
    ...runtimeOf(spec, pods, workloads, around.predictedRuntime),
    replicas: main?.replicas ?? 0,
    readyReplicas: main?.readyReplicas ?? 0,
    ...serviceStatus({
      components,
      pods: servicePods,
      conditions,
      ...(transition !== undefined && {transition}),
      ...(lastFailure !== undefined && {lastFailure}),
      markedStopped: object.metadata.annotations?.['ome.cli/stopped'] !== undefined,
    }),
    ...(url !== undefined && {url}),
    ...overrideOf(at(spec, 'engine', 'runner')),
    gpus: components.reduce((sum, each) => sum + each.replicas * each.gpus, 0),
    memoryBytes: components.reduce((sum, each) => sum + each.replicas * each.memoryBytes, 0),
    components,
    conditions,
    pods: servicePods,
    labels: textMap(object.metadata.labels),
    declared: declaredOf(object),
    ...(object.metadata.creationTimestamp !== undefined && {createdAt: object.metadata.creationTimestamp}),
    ...changedOf(object),
  }
}

/** Translates a list of services in one pass over the objects around them. */
export function toServices(objects: readonly KubeObject[], around: ServiceSurroundings): readonly Service[] {
  const workloads = Map.groupBy(around.workloads, ownerKey)
  const pods = Map.groupBy(around.pods, ownerKey)
  return objects.map((object) => {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
    return toService(object, {workloads: workloads.get(key) ?? [], pods: pods.get(key) ?? []})
  })
}

/** `namespace/name` of the InferenceService that an object belongs to; undefined for a stranger. */
export function ownerKey(object: KubeObject): string | undefined {
  const label =
    object.metadata.labels?.['ome.io/inferenceservice'] ??
    text(at(object, 'spec', 'template', 'metadata', 'labels', 'ome.io/inferenceservice'))
  const name = label ?? object.metadata.ownerReferences?.find(({kind}) => kind === 'InferenceService')?.name
  return name === undefined ? undefined : `${object.metadata.namespace ?? ''}/${name}`
}

const ownedBy = (service: KubeObject): ((object: KubeObject) => boolean) => {
  const key = `${service.metadata.namespace ?? ''}/${service.metadata.name}`
  return (object) => ownerKey(object) === key
}

function modelOf(spec: Readonly<Record<string, unknown>>): Pick<Service, 'model'> {
  const name = text(at(spec, 'model', 'name')) ?? text(at(spec, 'predictor', 'model', 'baseModel'))
  const kind = text(at(spec, 'model', 'kind'))
  if (name === undefined) return {}
  return {model: {name, ...((kind === 'BaseModel' || kind === 'ClusterBaseModel') && {kind})}}
}

/** Variables are left out: they add to the runtime's and replace nothing. */
function overrideOf(runner: unknown): Pick<Service, 'runnerOverride'> {
  const words = (key: string): string => [...texts(at(runner, key)), text(at(runner, key))].filter(Boolean).join(' ')
  const limits = Object.entries(textMap(at(runner, 'resources', 'limits'))).map(([name, value]) => `${name}=${value}`)
  const parts = [...['image', 'command', 'args'].map((key) => [key, words(key)]), ['limits', limits.join(' ')]].filter(
    ([, value]) => value,
  )
  return parts.length === 0 ? {} : {runnerOverride: parts.map((part) => part.join(' ')).join(', ')}
}

/** An auto-selected runtime is only named by the pods; see the order of {@link RuntimeSource}. */
function runtimeOf(
  spec: Readonly<Record<string, unknown>>,
  pods: readonly KubeObject[],
  workloads: readonly KubeObject[],
  predicted: string | undefined,
): Pick<Service, 'runtime' | 'runtimeSource'> {
  const newestFirst = [...pods].reverse()
  const ofPods = newestFirst.map((pod) => pod.metadata.labels?.['serving-runtime']).find((label) => label !== undefined)
  if (ofPods !== undefined) return {runtime: ofPods, runtimeSource: 'pod'}
  const ofWorkloads = workloads
    .map((workload) => text(at(workload, 'spec', 'template', 'metadata', 'labels', 'serving-runtime')))
    .find((label) => label !== undefined)
  if (ofWorkloads !== undefined) return {runtime: ofWorkloads, runtimeSource: 'deployment'}
  const named = text(at(spec, 'runtime', 'name'))
  if (named !== undefined) return {runtime: named, runtimeSource: 'spec'}
  return predicted === undefined ? {} : {runtime: predicted, runtimeSource: 'predicted'}
}

function byCreation(left: KubeObject, right: KubeObject): number {
  const key = ({metadata}: KubeObject): string => `${metadata.creationTimestamp ?? ''} ${metadata.name}`
  return key(left) < key(right) ? -1 : 1
}

function changedOf({metadata: {managedFields = []}}: KubeObject): Pick<Service, 'changedAt'> {
  const times = managedFields
    .filter((entry) => at(entry, 'subresource') === undefined)
    .flatMap((entry) => text(at(entry, 'time')) ?? [])
  const last = times.sort().at(-1)
  return last === undefined ? {} : {changedAt: last}
}
