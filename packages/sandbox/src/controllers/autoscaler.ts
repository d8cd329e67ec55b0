import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import {type Condition, withCondition} from './conditions.ts'
import {isTerminating} from './pod-facts.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {autoscalers, deployments, statefulSets} from './resources.ts'
import {type Controller, timestamp, type World} from './world.ts'

const targets: Readonly<Record<string, ResourceName>> = {Deployment: deployments, StatefulSet: statefulSets}

/** Holds what an HPA scales within its bounds; a load figure within them leaves the replicas as they are. */
export const autoscalerController: Controller = (world) =>
  reconciler(world, {
    name: 'horizontal-pod-autoscaler',
    sources: [
      {resource: autoscalers, keys: (object) => [keyOf(object)]},
      ...Object.values(targets).map((resource) => ({
        resource,
        keys: (object: ApiObject) => autoscalersOf(world, object),
      })),
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const autoscaler = world.api.get(autoscalers, name, namespace)
      if (autoscaler && !isTerminating(autoscaler)) hold(world, autoscaler)
    },
  })

const autoscalersOf = (world: World, target: ApiObject): string[] =>
  world.api
    .list(autoscalers, target.metadata.namespace === undefined ? {} : {namespace: target.metadata.namespace})
    .filter(({spec}) => spec.scaleTargetRef?.name === target.metadata.name && spec.scaleTargetRef?.kind === target.kind)
    .map(keyOf)

function hold(world: World, autoscaler: ApiObject): void {
  const {scaleTargetRef, minReplicas = 1, maxReplicas = 1} = autoscaler.spec
  const resource = targets[scaleTargetRef?.kind]
  const target = resource && world.api.get(resource, scaleTargetRef.name, autoscaler.metadata.namespace)
  if (!resource || !target) {
    fail(world, autoscaler)
    return
  }
  const current: number = target.spec.replicas ?? 1
  const limited = current < minReplicas ? 'TooFewReplicas' : current > maxReplicas ? 'TooManyReplicas' : undefined
  const desired = current === 0 ? 0 : Math.min(Math.max(current, minReplicas), maxReplicas)
  if (desired !== current) {
    world.api.patch(resource, scaleTargetRef.name, autoscaler.metadata.namespace, {spec: {replicas: desired}})
    const bound = current < minReplicas ? 'minReplicas' : 'maxReplicas'
    const message = `New size: ${desired}; reason: Current number of replicas ${current < minReplicas ? 'below' : 'above'} Spec.${bound[0]?.toUpperCase()}${bound.slice(1)}`
    world.api.event(autoscaler, 'Normal', 'SuccessfulRescale', message, 'horizontal-pod-autoscaler')
  }
  writeStatus(world, autoscaler, target, desired, [
    {type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', message: 'recommended size matches current size'},
    current === 0
      ? {
          type: 'ScalingActive',
          status: 'False',
          reason: 'ScalingDisabled',
          message: 'scaling is disabled since the replica count of the target is zero',
        }
      : {
          type: 'ScalingActive',
          status: 'True',
          reason: 'ValidMetricFound',
          message: 'the HPA was able to successfully calculate a replica count',
        },
    {
      type: 'ScalingLimited',
      status: limited ? 'True' : 'False',
      reason: limited ?? 'DesiredWithinRange',
      message: limited
        ? `the desired replica count is ${limited === 'TooFewReplicas' ? 'less' : 'more'} than the ${limited === 'TooFewReplicas' ? 'minimum' : 'maximum'} replica count`
        : 'the desired count is within the acceptable range',
    },
  ])
}

interface MetricSpec {
  type?: string
  resource?: {name: string; target?: {averageUtilization?: number}}
}

/** A GPU service hardly uses its CPU: a fifth of the target, so that no rule acts. */
function currentMetrics(autoscaler: ApiObject): unknown[] {
  const specs: MetricSpec[] = autoscaler.spec.metrics ?? []
  return specs.flatMap(({type, resource}) =>
    type === 'Resource' && resource
      ? [
          {
            type,
            resource: {
              name: resource.name,
              current: {
                averageUtilization: Math.round((resource.target?.averageUtilization ?? 80) / 5),
                averageValue: '1600m',
              },
            },
          },
        ]
      : [],
  )
}

function writeStatus(world: World, autoscaler: ApiObject, target: ApiObject, desired: number, list: Condition[]): void {
  const before: Condition[] | undefined = autoscaler.status?.conditions
  const conditions = list.reduce<Condition[]>((all, condition) => withCondition(world, all, condition), before ?? [])
  const rescaled = desired !== (target.spec.replicas ?? 1)
  const status = {
    observedGeneration: autoscaler.metadata.generation ?? 1,
    currentReplicas: target.status?.replicas ?? 0,
    desiredReplicas: desired,
    ...(rescaled ? {lastScaleTime: timestamp(world.clock.now())} : {}),
    currentMetrics: currentMetrics(autoscaler),
    conditions,
  }
  if (isDeepStrictEqual({...autoscaler.status, ...status}, autoscaler.status)) return
  world.api.patch(autoscalers, autoscaler.metadata.name, autoscaler.metadata.namespace, {status}, 'status')
}

function fail(world: World, autoscaler: ApiObject): void {
  const {kind, name} = autoscaler.spec.scaleTargetRef ?? {}
  const message = `the HPA controller was unable to get the target's current scale: ${String(kind).toLowerCase()}s.apps "${name}" not found`
  const conditions = withCondition(world, autoscaler.status?.conditions, {
    type: 'AbleToScale',
    status: 'False',
    reason: 'FailedGetScale',
    message,
  })
  if (isDeepStrictEqual(conditions, autoscaler.status?.conditions)) return
  const status = {currentReplicas: 0, desiredReplicas: 0, currentMetrics: [], ...autoscaler.status, conditions}
  world.api.event(
    autoscaler,
    'Warning',
    'FailedGetScale',
    message.slice(message.indexOf(': ') + 2),
    'horizontal-pod-autoscaler',
  )
  world.api.patch(autoscalers, autoscaler.metadata.name, autoscaler.metadata.namespace, {status}, 'status')
}
