import {isDeepStrictEqual} from 'node:util'
import {ApiError, type ApiObject, type ResourceName} from '../api.ts'
import {labelSelector} from '../server/read/label-selector.ts'
import {type Decision, decide, type History, newHistory} from './autoscaler-behavior.ts'
import {type Measured, type MetricSpec, measure} from './autoscaler-metrics.ts'
import {type Condition, withCondition} from './conditions.ts'
import {resourceOf} from './kinds-in-use.ts'
import {isTerminating} from './pod-facts.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {autoscalers, pods} from './resources.ts'
import {type Controller, timestamp, type World} from './world.ts'

const source = 'horizontal-pod-autoscaler'
const syncMs = 15_000
/** In the past of a scenario, at which nobody looks, and which is to pass quickly. */
const pastSyncMs = 300_000

/** Scales whatever has a scale, from the use of its pods, as kube-controller-manager does every 15 seconds. */
export const autoscalerController: Controller = (world) => {
  const histories = new Map<string, History>()
  return reconciler(world, {
    name: source,
    sources: [
      {
        resource: autoscalers,
        keys: (object, {type, previous}) => {
          if (type === 'DELETED') histories.delete(keyOf(object))
          const isOwnWrite = type === 'MODIFIED' && previous && isDeepStrictEqual(previous.spec, object.spec)
          return isOwnWrite ? [] : [keyOf(object)]
        },
      },
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const autoscaler = world.api.get(autoscalers, name, namespace)
      if (!autoscaler || isTerminating(autoscaler)) return
      const history = histories.get(key) ?? newHistory()
      histories.set(key, history)
      again(nextSync(world))
      sync(world, autoscaler, history)
    },
  })
}

function nextSync({clock, present}: World): number {
  const now = clock.now()
  return now + syncMs < present ? Math.min(now + pastSyncMs, present) : now + syncMs
}

interface Scale {
  readonly resource: ResourceName
  readonly wanted: number
  readonly present: number
  readonly selector: string
}

function scaleOf(world: World, autoscaler: ApiObject): Scale | string {
  const {apiVersion = '', kind, name} = autoscaler.spec.scaleTargetRef ?? {}
  const used = resourceOf(world.api, {apiVersion, kind, metadata: {name}})
  if (!used) {
    const [group] = apiVersion.split('/')
    return `no matches for kind "${kind}" in group "${apiVersion.includes('/') ? group : ''}"`
  }
  try {
    const scale = world.api.patch(used.resource, name, autoscaler.metadata.namespace, {}, 'scale')
    const {spec, status} = scale
    const selector: string = status?.selector ?? ''
    return {resource: used.resource, wanted: spec?.replicas ?? 0, present: status?.replicas ?? 0, selector}
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
}

const note = (world: World, autoscaler: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  world.api.event(autoscaler, type, reason, message, source)

const condition = (type: string, status: Condition['status'], reason: string, message: string): Condition => ({
  type,
  status,
  reason,
  message,
})

function sync(world: World, autoscaler: ApiObject, history: History): void {
  const scale = scaleOf(world, autoscaler)
  if (typeof scale === 'string') {
    const message = `the HPA controller was unable to get the target's current scale: ${scale}`
    note(world, autoscaler, 'Warning', 'FailedGetScale', scale)
    writeStatus(world, autoscaler, [condition('AbleToScale', 'False', 'FailedGetScale', message)], {})
    return
  }
  const {minReplicas = 1, maxReplicas} = autoscaler.spec
  const current = scale.wanted
  const able = condition(
    'AbleToScale',
    'True',
    'SucceededGetScale',
    "the HPA controller was able to get the target's current scale",
  )
  if (current === 0 && minReplicas !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero'
    const conditions = [able, condition('ScalingActive', 'False', 'ScalingDisabled', message)]
    writeStatus(world, autoscaler, conditions, {currentReplicas: scale.present, desiredReplicas: 0})
  } else if (current > maxReplicas) hold(world, autoscaler, scale, maxReplicas, 'above Spec.MaxReplicas')
  else if (current < minReplicas) hold(world, autoscaler, scale, minReplicas, 'below Spec.MinReplicas')
  else follow(world, autoscaler, scale, history)
}

const limits: Readonly<Record<NonNullable<Decision['limited']>, string>> = {
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count',
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
}

function hold(world: World, autoscaler: ApiObject, scale: Scale, replicas: number, why: string): void {
  const limited = replicas < scale.wanted ? 'TooManyReplicas' : 'TooFewReplicas'
  const able = rescale(world, autoscaler, scale, replicas, `Current number of replicas ${why}`)
  const conditions = [able, condition('ScalingLimited', 'True', limited, limits[limited])]
  writeStatus(world, autoscaler, conditions, {...counts(world, scale, replicas)})
}

const counts = (world: World, scale: Scale, desired: number): Record<string, unknown> => ({
  currentReplicas: scale.present,
  desiredReplicas: desired,
  ...(desired === scale.wanted ? {} : {lastScaleTime: timestamp(world.clock.now())}),
})

function rescale(world: World, autoscaler: ApiObject, scale: Scale, replicas: number, why: string): Condition {
  const {name} = autoscaler.spec.scaleTargetRef
  try {
    world.api.patch(scale.resource, name, autoscaler.metadata.namespace, {spec: {replicas}}, 'scale')
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const message = `New size: ${replicas}; reason: ${why}; error: ${error.message}`
    note(world, autoscaler, 'Warning', 'FailedRescale', message)
    const failed = `the HPA controller was unable to update the target scale: ${error.message}`
    return condition('AbleToScale', 'False', 'FailedUpdateScale', failed)
  }
  note(world, autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${why}`)
  const message = `the HPA controller was able to update the target scale to ${replicas}`
  return condition('AbleToScale', 'True', 'SucceededRescale', message)
}

const isMeasured = (value: ReturnType<typeof measure>): value is Measured => 'replicas' in value

function follow(world: World, autoscaler: ApiObject, scale: Scale, history: History): void {
  const specs: MetricSpec[] = autoscaler.spec.metrics?.length ? autoscaler.spec.metrics : standardMetrics
  const matches = labelSelector(scale.selector)
  const members = world.api
    .list(pods, {namespace: autoscaler.metadata.namespace ?? ''})
    .filter((pod) => scale.selector !== '' && matches?.(pod.metadata.labels))
  const results = specs.map((spec) => measure(world, autoscaler, spec, members, scale.wanted))
  const good = results.filter(isMeasured)
  const bad = results.flatMap((result) => (isMeasured(result) ? [] : [result]))
  const best = good.sort((a, b) => b.replicas - a.replicas)[0]
  const [first] = bad
  if (first) note(world, autoscaler, 'Warning', first.reason, first.message)
  if (first && (!best || best.replicas < scale.wanted)) {
    const problem = `invalid metrics (${bad.length} invalid out of ${specs.length}), first error is: ${first.about}: ${first.message}`
    note(world, autoscaler, 'Warning', 'FailedComputeMetricsReplicas', problem)
    const message = `the HPA was unable to compute the replica count: ${first.message}`
    const able = condition(
      'AbleToScale',
      'True',
      'SucceededGetScale',
      "the HPA controller was able to get the target's current scale",
    )
    const conditions = [able, condition('ScalingActive', 'False', first.reason, message)]
    writeStatus(world, autoscaler, conditions, counts(world, scale, scale.wanted))
    return
  }
  if (best) act(world, autoscaler, scale, history, best, good)
}

const standardMetrics: readonly MetricSpec[] = [
  {type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 80}}},
]

function act(
  world: World,
  autoscaler: ApiObject,
  scale: Scale,
  history: History,
  best: Measured,
  measured: readonly Measured[],
): void {
  const now = world.clock.now()
  const decision = decide(autoscaler, history, best.replicas, scale.wanted, now)
  const change = decision.replicas - scale.wanted
  if (change > 0) history.ups.push({time: now, change})
  if (change < 0) history.downs.push({time: now, change: -change})
  const why = change > 0 ? `${best.name} above target` : 'All metrics below target'
  const able = change === 0 ? stability(decision) : rescale(world, autoscaler, scale, decision.replicas, why)
  const {limited} = decision
  const conditions = [
    able,
    condition(
      'ScalingActive',
      'True',
      'ValidMetricFound',
      `the HPA was able to successfully calculate a replica count from ${best.name}`,
    ),
    limited
      ? condition('ScalingLimited', 'True', limited, limits[limited])
      : condition('ScalingLimited', 'False', 'DesiredWithinRange', 'the desired count is within the acceptable range'),
  ]
  const currentMetrics = measured.map(({current}) => current)
  writeStatus(world, autoscaler, conditions, {...counts(world, scale, decision.replicas), currentMetrics})
}

function stability({stabilized}: Decision): Condition {
  if (stabilized === 'ScaleDownStabilized') {
    const message = 'recent recommendations were higher than current one, applying the highest recent recommendation'
    return condition('AbleToScale', 'True', stabilized, message)
  }
  if (stabilized === 'ScaleUpStabilized') {
    const message = 'recent recommendations were lower than current one, applying the lowest recent recommendation'
    return condition('AbleToScale', 'True', stabilized, message)
  }
  return condition('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size')
}

function writeStatus(
  world: World,
  autoscaler: ApiObject,
  list: readonly Condition[],
  more: Record<string, unknown>,
): void {
  const before: Condition[] = autoscaler.status?.conditions ?? []
  const conditions = list.reduce<Condition[]>((all, one) => withCondition(world, all, one), before)
  const status = {
    currentReplicas: 0,
    desiredReplicas: 0,
    currentMetrics: [],
    ...autoscaler.status,
    observedGeneration: autoscaler.metadata.generation ?? 1,
    ...more,
    conditions,
  }
  if (isDeepStrictEqual(status, autoscaler.status)) return
  world.api.patch(autoscalers, autoscaler.metadata.name, autoscaler.metadata.namespace, {status}, 'status')
}
