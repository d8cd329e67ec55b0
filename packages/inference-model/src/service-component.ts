import {at, fields, list, number, text, textMap} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {podGpus, podMemoryBytes} from './node.ts'
import {type ComponentName, componentOf} from './service-pod.ts'
import {type Rollout, rolloutOf, type TrafficShare, trafficOf} from './service-rollout.ts'

export const componentNames: readonly ComponentName[] = ['engine', 'decoder', 'router', 'predictor']

export interface ComponentStatus {
  readonly name: ComponentName
  readonly replicas: number
  readonly readyReplicas: number
  readonly updatedReplicas?: number
  /** Replicas of before the newest change that are still there. */
  readonly outdated?: number
  /** Changes with what the pods shall be, once the workload's controller has seen it; absent where nothing tells. */
  readonly revision?: string
  /** Bounds declared in the service. */
  readonly minReplicas?: number
  readonly maxReplicas?: number
  /** Kind and name of the workload, absent when there is none yet. */
  readonly workload?: {readonly kind: string; readonly name: string}
  /** Of one replica. */
  readonly gpus: number
  readonly memoryBytes: number
  /** The workload gave up waiting (`ProgressDeadlineExceeded`). */
  readonly stuck: boolean
  readonly message?: string
  /** As OME v1.3 reports it; absent before v1.3. */
  readonly rollout?: Rollout
  /** Shares of the revisions, where there are several. */
  readonly traffic?: readonly TrafficShare[]
}

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionAt?: string
}

/** What is known of one component. */
export interface ComponentSources {
  /** Its part of the service's spec. */
  readonly declared: unknown
  readonly workload: KubeObject | undefined
  /** Its part of the service's status: where OME v1.3 runs it itself, that stands for the workload. */
  readonly reported: unknown
  readonly pods: readonly KubeObject[]
}

/** A component counts when the service declares it or a workload exists for it. */
export function toComponent(
  name: ComponentName,
  {declared, workload, reported, pods: running}: ComponentSources,
): ComponentStatus | undefined {
  if (declared === undefined && !workload) return undefined
  const native = workload ? undefined : nativeWorkload(reported, running)
  const minReplicas = number(at(declared, 'minReplicas'))
  const maxReplicas = number(at(declared, 'maxReplicas'))
  const status = fields(workload?.['status'])
  const isSeen = (number(status['observedGeneration']) ?? 0) >= (workload?.metadata.generation ?? 0)
  // What was counted before the newest change says nothing about it.
  const counted = number(status['updatedReplicas']) ?? leftOut(workload)
  const updated = isSeen || status['updatedReplicas'] === undefined ? counted : 0
  const outdated = (number(status['replicas']) ?? 0) - (updated ?? number(status['replicas']) ?? 0)
  const revision = isSeen ? workload?.metadata.annotations?.['deployment.kubernetes.io/revision'] : undefined
  const conditions = list(status['conditions']).map(toCondition)
  const unavailable = conditions.find((each) => each.type === 'Available' && each.status === 'False')
  const pods = workload ? replicaPods(workload) : []
  return {
    name,
    replicas: workload ? (number(at(workload, 'spec', 'replicas')) ?? 1) : (minReplicas ?? 1),
    readyReplicas: number(status['readyReplicas']) ?? 0,
    ...(updated !== undefined && {updatedReplicas: updated}),
    ...(outdated > 0 && {outdated}),
    ...(revision !== undefined && {revision}),
    ...(minReplicas !== undefined && {minReplicas}),
    ...(maxReplicas !== undefined && {maxReplicas}),
    ...(workload && {workload: {kind: workload.kind, name: workload.metadata.name}}),
    ...rolloutOf(reported, at(declared, 'canaryTrafficPercent')),
    ...trafficOf(reported),
    gpus: pods.reduce((sum, {count, podSpec}) => sum + count * podGpus(podSpec), 0),
    memoryBytes: pods.reduce((sum, {count, podSpec}) => sum + count * podMemoryBytes(podSpec), 0),
    stuck: conditions.some(({reason}) => reason === 'ProgressDeadlineExceeded'),
    ...(unavailable?.message !== undefined && {message: unavailable.message}),
    ...native,
  }
}

/** A controller leaves out what it counted none of; who has counted nothing yet says nothing. */
const leftOut = (workload: KubeObject | undefined): number | undefined =>
  workload?.kind === 'Deployment' && at(workload, 'status', 'observedGeneration') !== undefined ? 0 : undefined

/** An InferenceReplica of OME v1.3 as the service reports it: the counts, and per replica what its pods request. */
function nativeWorkload(reported: unknown, pods: readonly KubeObject[]): Partial<ComponentStatus> | undefined {
  const {kind, name} = fields(at(reported, 'scaleTargetRef'))
  const lifecycle = fields(at(reported, 'lifecycle'))
  const running = number(lifecycle['replicas'])
  if (text(kind) !== 'InferenceReplica' || running === undefined) return undefined
  const updated = number(lifecycle['updatedReplicas'])
  const revision = text(lifecycle['updateRevision'])
  const each = (amount: (podSpec: unknown) => number): number =>
    Math.round(pods.reduce((sum, pod) => sum + amount(pod['spec']), 0) / Math.max(1, running))
  return {
    replicas: number(at(reported, 'autoscaler', 'desiredReplicas')) ?? running,
    readyReplicas: number(lifecycle['readyReplicas']) ?? 0,
    // A canary that waits for its next step is no update that has not come through.
    ...(updated !== undefined && at(reported, 'canary') === undefined && {updatedReplicas: updated}),
    ...(revision !== undefined && {revision}),
    workload: {kind: 'InferenceReplica', name: text(name) ?? ''},
    gpus: each(podGpus),
    memoryBytes: each(podMemoryBytes),
  }
}

/** The pods of one replica: one for a Deployment, a leader and workers for a LeaderWorkerSet. */
function replicaPods(workload: KubeObject): readonly {readonly count: number; readonly podSpec: unknown}[] {
  const group = at(workload, 'spec', 'leaderWorkerTemplate')
  if (group === undefined) return [{count: 1, podSpec: at(workload, 'spec', 'template', 'spec')}]
  const workerSpec = at(group, 'workerTemplate', 'spec')
  const leaderSpec = at(group, 'leaderTemplate', 'spec') ?? workerSpec
  return [
    {count: 1, podSpec: leaderSpec},
    {count: Math.max(0, (number(at(group, 'size')) ?? 1) - 1), podSpec: workerSpec},
  ]
}

/** Component that a Deployment, LeaderWorkerSet or InferenceReplica runs. */
export function componentNameOf(workload: KubeObject): ComponentName {
  const template = textMap(at(workload, 'spec', 'template', 'metadata', 'labels'))
  const named =
    workload.metadata.labels?.['component'] ?? template['component'] ?? text(at(workload, 'spec', 'component'))
  const suffix = componentNames.find((name) => workload.metadata.name.endsWith(`-${name}`))
  return componentOf({component: named ?? suffix ?? 'engine'})
}

export function toCondition(value: unknown): Condition {
  const {type, status, reason, message, lastTransitionTime} = fields(value)
  return {
    type: text(type) ?? '',
    status: text(status) ?? 'Unknown',
    ...(typeof reason === 'string' && {reason}),
    ...(typeof message === 'string' && message !== '' && {message}),
    ...(typeof lastTransitionTime === 'string' && {lastTransitionAt: lastTransitionTime}),
  }
}
