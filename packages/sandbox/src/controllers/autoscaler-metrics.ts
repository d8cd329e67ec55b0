import type {ApiObject} from '../api.ts'
import {containerUsage} from '../container-usage.ts'
import {quantity} from '../quantity.ts'
import {kedaMetric} from './keda-metric.ts'
import {isReady, isTerminating} from './pod-facts.ts'
import type {World} from './world.ts'

/** What one metric of an HPA says. */
export interface Measured {
  readonly replicas: number
  /** The metric in the words of the HPA controller. */
  readonly name: string
  /** The entry of `status.currentMetrics`. */
  readonly current: Record<string, unknown>
}

/** A metric that cannot be read. */
export interface Unmeasured {
  readonly reason: string
  /** What failed, in the words that go before the message among other metrics. */
  readonly about: string
  readonly message: string
}

interface Target {
  readonly type?: string
  readonly averageUtilization?: number
  readonly averageValue?: string
  readonly value?: string
}

export interface MetricSpec {
  readonly type: string
  readonly resource?: {readonly name: string; readonly target: Target}
  readonly containerResource?: {readonly name: string; readonly container: string; readonly target: Target}
  readonly pods?: {readonly metric: {readonly name: string}; readonly target: Target}
  readonly object?: {
    readonly metric: {readonly name: string}
    readonly target: Target
    readonly describedObject?: {readonly kind: string; readonly name: string}
  }
  readonly external?: {
    readonly metric: {
      readonly name: string
      readonly selector?: {readonly matchLabels?: Readonly<Record<string, string>>}
    }
    readonly target: Target
  }
}

interface Container {
  readonly name: string
  readonly resources?: {readonly requests?: Record<string, string>; readonly limits?: Record<string, string>}
}

/** How far from its target a metric may be before anything is scaled. */
const tolerance = 0.1
/** The value of a metric that no source in the sandbox has, on the HPA: `sandbox.ome.cli/metric-NAME: "12"`. */
const valuePrefix = 'sandbox.ome.cli/metric-'

/** The number of replicas that one metric asks for. */
export function measure(
  world: World,
  autoscaler: ApiObject,
  metric: MetricSpec,
  pods: readonly ApiObject[],
  replicas: number,
): Measured | Unmeasured {
  const {resource, containerResource} = metric
  if (metric.type === 'Resource' && resource) return measureResource(world, resource, undefined, pods, replicas)
  if (metric.type === 'ContainerResource' && containerResource)
    return measureResource(world, containerResource, containerResource.container, pods, replicas)
  return measureOther(world, autoscaler, metric, replicas)
}

function measureResource(
  world: World,
  {name, target}: {readonly name: string; readonly target: Target},
  only: string | undefined,
  pods: readonly ApiObject[],
  replicas: number,
): Measured | Unmeasured {
  const kind = only === undefined ? 'resource' : 'container resource'
  const isUtilization = target.averageUtilization !== undefined
  const reason = only === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric'
  const what = isUtilization ? `${name} utilization` : `${name} ${kind} metric value`
  const about = `failed to get ${name} ${only === undefined ? 'resource' : 'container'} metric value`
  const running = pods.filter((pod) => pod.status?.phase === 'Running' && !isTerminating(pod))
  const ready = running.filter(isReady)
  if (ready.length === 0) {
    const message = `failed to get ${what}: did not receive metrics for targeted pods (pods might be unready)`
    return {reason, about, message}
  }
  const samples: {used: number; asked: number}[] = []
  for (const pod of ready) {
    const sample = sampleOf(world, pod, name, only)
    if (typeof sample === 'string') return {reason, about, message: `failed to get ${what}: ${sample}`}
    samples.push(sample)
  }
  const used = sum(samples.map((sample) => sample.used))
  const asked = sum(samples.map((sample) => sample.asked))
  const average = used / ready.length
  if (isUtilization && asked === 0)
    return {reason, about, message: `failed to get ${what}: ${missing(name, ready[0], only)}`}
  const ratio = isUtilization
    ? Math.floor((used / asked) * 100) / (target.averageUtilization ?? 1)
    : average / quantity(target.averageValue)
  const unready = pods.filter((pod) => !isTerminating(pod) && !ready.includes(pod) && pod.status?.phase !== 'Failed')
  const current = {
    averageValue: shown(name, average),
    ...(isUtilization ? {averageUtilization: Math.floor((used / asked) * 100)} : {}),
  }
  return {
    replicas: replicasFor(ratio, ready.length, unready.length, replicas),
    name: isUtilization ? `${name} ${kind} utilization (percentage of request)` : `${name} ${kind}`,
    current:
      only === undefined
        ? {type: 'Resource', resource: {name, current}}
        : {type: 'ContainerResource', containerResource: {name, container: only, current}},
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Pods that are not ready yet count as idle when more are wanted, and must not turn growth into shrinking. */
function replicasFor(ratio: number, ready: number, unready: number, replicas: number): number {
  if (Math.abs(1 - ratio) <= tolerance) return replicas
  if (ratio < 1 || unready === 0) return Math.ceil(ratio * ready)
  const withUnready = (ratio * ready) / (ready + unready)
  if (Math.abs(1 - withUnready) <= tolerance || withUnready < 1) return replicas
  return Math.max(replicas, Math.ceil(withUnready * (ready + unready)))
}

function sampleOf(
  world: World,
  pod: ApiObject,
  resource: string,
  only: string | undefined,
): {used: number; asked: number} | string {
  let [used, asked] = [0, 0]
  const containers: Container[] = pod.spec?.containers ?? []
  const relevant = containers.filter(({name}) => only === undefined || name === only)
  if (relevant.length === 0)
    return `container ${only} not present in metrics for pod ${pod.metadata.namespace}/${pod.metadata.name}`
  for (const container of relevant) {
    const request = container.resources?.requests?.[resource]
    if (request === undefined) return missing(resource, pod, container.name)
    const {cores, bytes} = containerUsage(world.activity, pod, container, world.clock.now())
    used += resource === 'cpu' ? cores : resource === 'memory' ? bytes : 0
    asked += quantity(request)
  }
  return {used, asked}
}

const missing = (resource: string, pod: ApiObject | undefined, container: string | undefined): string =>
  `missing request for ${resource} in container ${container ?? pod?.spec?.containers?.[0]?.name} of Pod ${pod?.metadata.name}`

const shown = (resource: string, amount: number): string =>
  resource === 'cpu' ? `${Math.round(amount * 1000)}m` : String(Math.round(amount))

const kinds: Readonly<Record<string, {reason: string; text: string; field: 'pods' | 'object' | 'external'}>> = {
  Pods: {reason: 'FailedGetPodsMetric', text: 'pods metric', field: 'pods'},
  Object: {reason: 'FailedGetObjectMetric', text: 'object metric', field: 'object'},
  External: {reason: 'FailedGetExternalMetric', text: 'external metric', field: 'external'},
}

/** Metrics of adapters: a value set by hand, what KEDA is told or else holds at its target, or nobody to ask. */
function measureOther(
  world: World,
  autoscaler: ApiObject,
  metric: MetricSpec,
  replicas: number,
): Measured | Unmeasured {
  const kind = kinds[metric.type]
  const source = kind && metric[kind.field]
  if (!kind || !source)
    return {
      reason: 'InvalidMetricSourceType',
      about: 'invalid metric source',
      message: `unknown metric source type "${metric.type}"`,
    }
  const {
    metric: {name},
    target,
  } = source
  const goal = quantity(target.averageValue ?? target.value)
  const set = autoscaler.metadata.annotations?.[`${valuePrefix}${name}`]
  const given = set === undefined ? kedaMetric(world, autoscaler, name) : quantity(set)
  const isKeda = autoscaler.metadata.ownerReferences?.some((owner) => owner.kind === 'ScaledObject') ?? false
  if (given === undefined && !isKeda) {
    return {reason: kind.reason, about: `failed to get ${kind.text} value`, message: unserved(autoscaler, metric, name)}
  }
  const isAverage = target.averageValue !== undefined
  const total = given === undefined ? goal * (isAverage ? replicas : 1) : given
  const ratio = isAverage ? total / goal / replicas : total / goal
  const value = isAverage ? {averageValue: milli(total / replicas)} : {value: milli(total)}
  return {
    replicas: Math.abs(1 - ratio) <= tolerance ? replicas : Math.ceil(ratio * replicas),
    name: `${kind.text} ${name}`,
    current: {type: metric.type, [kind.field]: {metric: source.metric, current: value}},
  }
}

/** The words of a cluster in which no adapter serves a metric. */
function unserved(autoscaler: ApiObject, metric: MetricSpec, name: string): string {
  const {namespace} = autoscaler.metadata
  if (metric.type === 'External') {
    const selector = labelText(metric.external?.metric.selector?.matchLabels)
    return `unable to get external metric ${namespace}/${name}/${selector}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`
  }
  const cause =
    'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered'
  const about = metric.object?.describedObject
  return `unable to get metric ${name}: ${about ? `${about.kind} on ${namespace} ${about.name}/` : ''}${cause}`
}

/** A label selector as Go prints it. */
const labelText = (labels: Readonly<Record<string, string>> | undefined): string =>
  labels === undefined
    ? 'nil'
    : `&LabelSelector{MatchLabels:map[string]string{${Object.entries(labels)
        .map(([key, value]) => `${key}: ${value},`)
        .join('')}},MatchExpressions:[]LabelSelectorRequirement{},}`

const milli = (value: number): string => (Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`)
