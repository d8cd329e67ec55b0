import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {autoscalers, deployments, statefulSets} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {scaledObjects} from './resources.ts'

const targets: Readonly<Record<string, ResourceName>> = {Deployment: deployments, StatefulSet: statefulSets}
const pausedReplicas = 'autoscaling.keda.sh/paused-replicas'

/** KEDA's operator as far as the sandbox goes: an HPA for every ScaledObject, pausing, and conditions. What a query says is asked by the autoscaler. */
export const kedaController: Controller = (world) =>
  reconciler(world, {
    name: 'keda-operator',
    sources: [
      {resource: scaledObjects, keys: (object) => [keyOf(object)]},
      {resource: autoscalers, keys: (object, {type}) => (type === 'DELETED' ? ownerKey(object, 'ScaledObject') : [])},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const scaled = world.api.get(scaledObjects, name, namespace)
      if (scaled && !isTerminating(scaled)) follow(world, scaled)
    },
  })

function follow(world: World, scaled: ApiObject): void {
  const {kind = 'Deployment', name} = scaled.spec.scaleTargetRef
  const resource = targets[kind]
  const target = resource && world.api.get(resource, name, scaled.metadata.namespace)
  if (!resource || !target) {
    writeStatus(world, scaled, 'ScaledObjectCheckFailed', 'ScaledObject does not have a target to scale', false, false)
    return
  }
  const paused = Number(scaled.metadata.annotations?.[pausedReplicas] ?? Number.NaN)
  if (Number.isInteger(paused)) pause(world, scaled, resource, target, paused)
  else unpause(world, scaled, resource, target)
  const message = 'ScaledObject is defined correctly and is ready for scaling'
  writeStatus(world, scaled, 'ScaledObjectReady', message, true, Number.isInteger(paused))
}

const hpaName = (scaled: ApiObject): string => `keda-hpa-${scaled.metadata.name}`

function pause(world: World, scaled: ApiObject, resource: ResourceName, target: ApiObject, replicas: number): void {
  const {namespace} = scaled.metadata
  if (world.api.get(autoscalers, hpaName(scaled), namespace)) world.api.delete(autoscalers, hpaName(scaled), namespace)
  if (target.spec.replicas !== replicas) world.api.patch(resource, target.metadata.name, namespace, {spec: {replicas}})
}

function unpause(world: World, scaled: ApiObject, resource: ResourceName, target: ApiObject): void {
  const {namespace} = scaled.metadata
  const {minReplicaCount: least = 0, maxReplicaCount: most = 100, scaleTargetRef, triggers} = scaled.spec
  if (target.spec.replicas === 0 && least > 0) {
    world.api.patch(resource, target.metadata.name, namespace, {spec: {replicas: least}})
  }
  const spec = {
    scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', ...scaleTargetRef},
    minReplicas: Math.max(1, least),
    maxReplicas: most,
    metrics: triggers.map((trigger: Trigger, index: number) => metricOf(scaled, trigger, index)),
  }
  const current = world.api.get(autoscalers, hpaName(scaled), namespace)
  if (!current) world.api.create(autoscalers, autoscaler(scaled, spec))
  else if (current.spec.minReplicas !== spec.minReplicas || current.spec.maxReplicas !== spec.maxReplicas) {
    world.api.patch(autoscalers, hpaName(scaled), namespace, {spec})
  }
}

const autoscaler = (scaled: ApiObject, spec: Record<string, unknown>): ApiObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: {
    name: hpaName(scaled),
    ...(scaled.metadata.namespace === undefined ? {} : {namespace: scaled.metadata.namespace}),
    labels: {...scaled.metadata.labels, 'scaledobject.keda.sh/name': scaled.metadata.name},
    ownerReferences: [controlledBy(scaled)],
  },
  spec,
})

interface Trigger {
  readonly type: string
  readonly metadata: Readonly<Record<string, string>>
}

const metricOf = (scaled: ApiObject, trigger: Trigger, index: number): Record<string, unknown> => ({
  type: 'External',
  external: {
    metric: {
      name: `s${index}-${trigger.type}`,
      selector: {matchLabels: {'scaledobject.keda.sh/name': scaled.metadata.name}},
    },
    target: {type: 'AverageValue', averageValue: String(trigger.metadata['threshold'] ?? '1')},
  },
})

function writeStatus(
  world: World,
  scaled: ApiObject,
  reason: string,
  message: string,
  ready: boolean,
  paused: boolean,
): void {
  const {kind = 'Deployment'} = scaled.spec.scaleTargetRef
  const status = {
    scaleTargetKind: `apps/v1.${kind}`,
    triggersTypes: [...new Set(scaled.spec.triggers.map((trigger: {type: string}) => trigger.type))].join(','),
    hpaName: hpaName(scaled),
    conditions: [
      {type: 'Ready', status: ready ? 'True' : 'False', reason, message},
      {type: 'Active', status: 'Unknown'},
      {
        type: 'Fallback',
        status: 'False',
        reason: 'NoFallbackFound',
        message: 'No fallbacks are active on this scaled object',
      },
      paused
        ? {type: 'Paused', status: 'True', reason: 'ScaledObjectPaused', message: 'ScaledObject is paused'}
        : {
            type: 'Paused',
            status: 'False',
            reason: 'ScaledObjectUnpaused',
            message: 'pause annotation removed for ScaledObject',
          },
    ],
  }
  if (isDeepStrictEqual({...scaled.status, ...status}, scaled.status)) return
  const wasReady = scaled.status?.conditions?.[0]?.status === 'True'
  world.api.patch(scaledObjects, scaled.metadata.name, scaled.metadata.namespace, {status}, 'status')
  if (ready && !wasReady)
    world.api.event(scaled, 'Normal', 'ScaledObjectReady', 'ScaledObject is ready for scaling', 'keda-operator')
  if (!ready) world.api.event(scaled, 'Warning', reason, message, 'keda-operator')
}
