import {at, fields, list, number, text, textMap} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import {leadsEngine, type MetricsEndpoint, metricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import type {KubeObject} from '@ome/sdk/kube'
import {podGpus} from './node.ts'

export type ComponentName = 'engine' | 'decoder' | 'router' | 'predictor'

export interface ServicePod {
  readonly name: string
  readonly component: ComponentName
  readonly node?: string
  readonly phase: string
  readonly ready: boolean
  readonly restarts: number
  readonly gpus: number
  readonly createdAt?: string
  readonly terminating: boolean
  /** Of the main container, as it is written: `40Gi`. */
  readonly memoryLimit?: string
  /** Names of its containers, those that only prepare it last. */
  readonly containers?: readonly string[]
  /** What its main container requests. */
  readonly requests?: {readonly memoryBytes: number}
  /** Image of the main container. */
  readonly image?: string
  /** When its main container began to run. */
  readonly startedAt?: string
  /** What its start-up probe grants it, in seconds. */
  readonly startupSeconds?: number
  /** Labels a node must have to take it. */
  readonly nodeSelector?: Readonly<Record<string, string>>
  /** Volume claims it mounts. */
  readonly claims?: readonly string[]
  /** Where its engine answers Prometheus, if it does. */
  readonly metrics?: MetricsEndpoint
  /** What keeps it from being ready, absent when nothing does. */
  readonly problem?: PodProblem
}

/**
 * `failing`: will not get well by waiting (crashes, image cannot be pulled). `unschedulable`: no node takes it. `lost`:
 * its node does not answer. `starting`: on its way.
 */
export interface PodProblem {
  readonly state: 'failing' | 'unschedulable' | 'lost' | 'starting'
  /** Its main container took more memory than it may. */
  readonly outOfMemory?: true
  /** The cluster's own word, for example `CrashLoopBackOff` or `Unschedulable`. */
  readonly reason: string
  readonly message?: string
  /** The container that fails. */
  readonly container?: string
}

const components = new Set<string>(['engine', 'decoder', 'router', 'predictor'])

export const componentOf = (labels: Readonly<Record<string, string>> | undefined): ComponentName => {
  const name = labels?.['component'] ?? 'engine'
  return components.has(name) ? (name as ComponentName) : 'engine'
}

const enginesIn = new Set<string>(['engine', 'decoder', 'predictor'])

/** Whether an engine runs in it now. Routers are no engines and have metrics of their own. */
export const runsEngine = ({component, phase, terminating, problem}: ServicePod): boolean =>
  enginesIn.has(component) && phase === 'Running' && !terminating && problem?.state !== 'failing'

/** `loadFailed`: the controller says that the model cannot be loaded; then a single crash is no accident. */
export function toServicePod(pod: KubeObject, loadFailed = false): ServicePod {
  const status = fields(pod['status'])
  const answers = condition(status, 'Ready')?.['status'] === 'True'
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const containers = list(status['containerStatuses'])
  const node = text(at(pod, 'spec', 'nodeName'))
  const memoryLimit = text(at(mainContainer(pod), 'resources', 'limits', 'memory'))
  const problem = answers ? undefined : withMemory(problemOf(status, containers, loadFailed ? 1 : 2), memoryLimit)
  return {
    name: pod.metadata.name,
    component: componentOf(pod.metadata.labels),
    ...(node !== undefined && {node}),
    phase: text(status['phase']) ?? 'Unknown',
    ready: answers && !terminating,
    restarts: containers.reduce<number>((sum, each) => sum + (number(at(each, 'restartCount')) ?? 0), 0),
    gpus: podGpus(pod['spec']),
    ...(pod.metadata.creationTimestamp !== undefined && {createdAt: pod.metadata.creationTimestamp}),
    terminating,
    ...(memoryLimit !== undefined && {memoryLimit}),
    ...startOf(pod, containers),
    ...bindingsOf(pod),
    ...(leadsEngine(pod) && {metrics: metricsEndpoint(pod)}),
    ...requestsOf(pod),
    ...containersOf(pod),
    ...(problem && {problem}),
  }
}

/** What binds it to nodes and storage. */
function bindingsOf(pod: KubeObject): Pick<ServicePod, 'nodeSelector' | 'claims'> {
  const nodeSelector = textMap(at(pod, 'spec', 'nodeSelector'))
  const claims = list(at(pod, 'spec', 'volumes')).flatMap(
    (volume) => text(at(volume, 'persistentVolumeClaim', 'claimName')) ?? [],
  )
  return {
    ...(Object.keys(nodeSelector).length > 0 && {nodeSelector}),
    ...(claims.length > 0 && {claims}),
  }
}

function containersOf(pod: KubeObject): Pick<ServicePod, 'containers'> {
  const all = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) => list(at(pod, 'spec', key)))
  const names = all.flatMap((container) => text(at(container, 'name')) ?? [])
  return names.length === 0 ? {} : {containers: names}
}

function requestsOf(pod: KubeObject): Pick<ServicePod, 'requests'> {
  const asked = at(mainContainer(pod), 'resources', 'requests')
  const memoryBytes = parseQuantity(at(asked, 'memory'))
  return memoryBytes === undefined ? {} : {requests: {memoryBytes}}
}

function startOf(
  pod: KubeObject,
  containers: readonly unknown[],
): Pick<ServicePod, 'image' | 'startedAt' | 'startupSeconds'> {
  const main = mainContainer(pod)
  const image = text(at(main, 'image'))
  const status = containers.find((each) => at(each, 'name') === at(main, 'name'))
  const startedAt = text(at(status, 'state', 'running', 'startedAt'))
  const probe = at(main, 'startupProbe')
  const count = (key: string, absent: number): number => number(at(probe, key)) ?? absent
  return {
    ...(image !== undefined && {image}),
    ...(startedAt !== undefined && {startedAt}),
    ...(probe !== undefined && {
      startupSeconds: count('initialDelaySeconds', 0) + count('periodSeconds', 10) * count('failureThreshold', 3),
    }),
  }
}

/** OME calls it `ome-container`, in routers `router`. */
function mainContainer(pod: KubeObject): unknown {
  const all = list(at(pod, 'spec', 'containers'))
  return all.find((each) => ['ome-container', 'router'].includes(text(at(each, 'name')) ?? '')) ?? all[0]
}

/** A container that took too much memory wrote no last words: its limit is what a person needs. */
function withMemory(problem: PodProblem, limit: string | undefined): PodProblem {
  const said = [problem.message, limit && `memory limit ${limit}`].filter(Boolean).join(', ')
  const killed = problem.state === 'failing' && `${problem.reason} ${problem.message}`.includes('OOMKilled')
  return killed ? {...problem, outOfMemory: true, ...(said && {message: said})} : problem
}

const failingReasons = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
])

function problemOf(
  status: Readonly<Record<string, unknown>>,
  containers: readonly unknown[],
  crashes: number,
): PodProblem {
  const all = [...list(status['initContainerStatuses']), ...containers]
  for (const container of all) {
    const waiting = fields(at(container, 'state', 'waiting'))
    const reason = text(waiting['reason'])
    if (reason !== undefined && failingReasons.has(reason)) {
      const message = endOf(lastRun(container)) ?? text(waiting['message'])
      return {state: 'failing', reason, ...(message !== undefined && {message}), ...placeOf(container)}
    }
  }
  const dead = all.find((each) => isError(fields(at(each, 'state', 'terminated'))))
  if (dead !== undefined) {
    const ended = fields(at(dead, 'state', 'terminated'))
    const message = endOf({...ended, reason: 'Error'})
    const reason = text(ended['reason']) ?? 'Error'
    return {state: 'failing', reason, ...(message !== undefined && {message}), ...placeOf(dead)}
  }
  const crashing = all.find((each) => crashesAgain(each, crashes))
  if (crashing !== undefined) {
    const message = endOf(lastRun(crashing))
    return {state: 'failing', reason: 'Restarting', ...(message !== undefined && {message}), ...placeOf(crashing)}
  }
  if (status['phase'] === 'Failed') {
    const message = text(status['message'])
    return {state: 'failing', reason: text(status['reason']) ?? terminated(all) ?? 'Failed', ...(message && {message})}
  }
  const scheduled = condition(status, 'PodScheduled')
  if (scheduled?.['status'] === 'False') {
    const message = text(scheduled['message'])?.replace(preemption, '')
    return {state: 'unschedulable', reason: text(scheduled['reason']) ?? 'Unschedulable', ...(message && {message})}
  }
  if (isLost(status, containers)) return {state: 'lost', reason: 'NodeLost', message: 'its node does not answer'}
  const waiting = all.map((each) => text(at(each, 'state', 'waiting', 'reason'))).find((reason) => reason !== undefined)
  return {state: 'starting', reason: waiting ?? (status['phase'] === 'Pending' ? 'Pending' : 'NotReady')}
}

/**
 * Of a node that falls silent the node controller says that its pods are not ready; that their containers are is the
 * last the kubelet told. A gate that is closed has a reason of its own.
 */
const isLost = (status: Readonly<Record<string, unknown>>, containers: readonly unknown[]): boolean =>
  status['phase'] === 'Running' &&
  condition(status, 'Ready')?.['status'] === 'False' &&
  condition(status, 'Ready')?.['reason'] !== 'ReadinessGatesNotReady' &&
  containers.length > 0 &&
  containers.every((each) => at(each, 'ready') === true)

/** What the scheduler adds about preemption repeats the nodes in other words. */
const preemption = /\s*preemption: [\s\S]*$/

const mostLoadMs = 3_600_000

/**
 * Between two back-offs a crashing container runs and looks like one that starts. It is told by its last run: not the
 * first that ended with an error (unless the controller gave up already), and too short to have served.
 */
function crashesAgain(container: unknown, crashes: number): boolean {
  const last = lastRun(container)
  const started = Date.parse(text(last['startedAt']) ?? '')
  const finished = Date.parse(text(last['finishedAt']) ?? '')
  return (
    at(container, 'ready') !== true &&
    (number(at(container, 'restartCount')) ?? 0) >= crashes &&
    isError(last) &&
    finished - started < mostLoadMs
  )
}

type Run = Readonly<Record<string, unknown>>

const lastRun = (container: unknown): Run => fields(at(container, 'lastState', 'terminated'))

const placeOf = (container: unknown): Pick<PodProblem, 'container'> => {
  const name = text(at(container, 'name'))
  return name === undefined ? {} : {container: name}
}

const isError = (run: Run): boolean => (number(run['exitCode']) ?? 0) !== 0

/** How a run of a container ended: the line that says what happened, else reason and exit code. */
function endOf(last: Run): string | undefined {
  const message = text(last['message'])
  if (message) return lastLine(message)
  const exitCode = number(last['exitCode'])
  if (exitCode === undefined) return undefined
  const reason = text(last['reason'])
  return reason === undefined || reason === 'Error' ? `exit code ${exitCode}` : `${reason} (exit code ${exitCode})`
}

const terminated = (containers: readonly unknown[]): string | undefined =>
  containers.map((each) => text(at(each, 'state', 'terminated', 'reason'))).find((reason) => reason !== undefined)

const condition = (
  status: Readonly<Record<string, unknown>>,
  type: string,
): Readonly<Record<string, unknown>> | undefined => {
  const found = list(status['conditions']).find((each) => at(each, 'type') === type)
  return found === undefined ? undefined : fields(found)
}

/** Tracebacks end with the line that says what happened. */
const lastLine = (message: string): string => message.trim().split('\n').at(-1) ?? message
