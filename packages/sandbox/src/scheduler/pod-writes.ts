import {ApiError, type ApiObject} from '../api.ts'
import type {Condition} from '../controllers/conditions.ts'
import {persistentVolumeClaims, pods} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import type {Victims} from './preemption.ts'
import {claimsToBind} from './volumes.ts'

export const selectedNode = 'volume.kubernetes.io/selected-node'

const schedulerOf = (pod: ApiObject): string => pod.spec?.schedulerName ?? 'default-scheduler'

/** Puts a pod on a node for good. */
export function bind(world: World, pod: ApiObject, node: string): void {
  const {name, namespace} = pod.metadata
  const status = {
    ...scheduled(world, pod, {type: 'PodScheduled', status: 'True'}),
    ...(pod.status?.nominatedNodeName ? {nominatedNodeName: null} : {}),
  }
  world.api.patch(pods, name, namespace, {spec: {nodeName: node}, status}, 'binding')
  const message = `Successfully assigned ${namespace}/${name} to ${node}`
  world.api.event(pod, 'Normal', 'Scheduled', message, schedulerOf(pod))
}

/** Says that a pod cannot be placed; KAI-Scheduler calls it by another name. */
export function refuse(world: World, pod: ApiObject, message: string, wording: 'kubernetes' | 'kai'): void {
  const reason = wording === 'kai' ? 'Unschedulable' : 'FailedScheduling'
  world.api.event(pod, 'Warning', reason, message, schedulerOf(pod))
  mark(world, pod, message)
}

/** The condition without the event. */
export function mark(world: World, pod: ApiObject, message: string): void {
  const current = conditionsOf(pod).find((condition) => condition.type === 'PodScheduled')
  if (current?.['message'] === message) return
  setScheduled(world, pod, {type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message})
}

const conditionsOf = (pod: ApiObject): readonly Condition[] => pod.status?.conditions ?? []

function setScheduled(world: World, pod: ApiObject, condition: Condition): void {
  const status = scheduled(world, pod, condition)
  world.api.patch(pods, pod.metadata.name, pod.metadata.namespace, {status}, 'status')
}

function scheduled(world: World, pod: ApiObject, condition: Condition): Record<string, unknown> {
  const before = conditionsOf(pod).find(({type}) => type === 'PodScheduled')
  const since = before?.status === condition.status ? before.lastTransitionTime : undefined
  const others = conditionsOf(pod).filter(({type}) => type !== 'PodScheduled')
  const lastTransitionTime = since ?? timestamp(world.clock.now())
  const conditions = [{...condition, lastTransitionTime}, ...others]
  return {phase: 'Pending', conditions}
}

/** A pod with gates is in nobody's queue, and says so. */
export function markGated(world: World, pod: ApiObject): void {
  if (conditionsOf(pod).some(({type}) => type === 'PodScheduled')) return
  const condition: Condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  }
  setScheduled(world, pod, condition)
}

/** Removes the victims and keeps their node in mind for the pod. */
export function preempt(world: World, pod: ApiObject, victims: Victims): void {
  for (const {pod: victim, room} of victims.pods) {
    const {name, namespace} = victim.metadata
    if (!victim.spec?.nodeName) {
      world.api.patch(pods, name, namespace, {status: {nominatedNodeName: null}}, 'status')
      continue
    }
    const condition: Condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${schedulerOf(pod)}: preempting to accommodate a higher priority pod`,
      lastTransitionTime: timestamp(world.clock.now()),
    }
    const conditions = [...conditionsOf(victim).filter(({type}) => type !== 'DisruptionTarget'), condition]
    world.api.patch(pods, name, namespace, {status: {conditions}}, 'status')
    const message = `Preempted by pod ${pod.metadata.uid} on node ${room.name}`
    world.api.event(victim, 'Normal', 'Preempted', message, schedulerOf(pod))
    world.api.delete(pods, name, namespace)
  }
  const {name, namespace} = pod.metadata
  world.api.patch(pods, name, namespace, {status: {nominatedNodeName: victims.room.name}}, 'status')
}

/** Asks for the volumes of a pod near a node; true when none is missing. */
export function requestVolumes(world: World, pod: ApiObject, node: string): boolean {
  const claims = claimsToBind(world.api, pod)
  for (const claim of claims) {
    if (claim.metadata.annotations?.[selectedNode] === node) continue
    const {name, namespace} = claim.metadata
    world.api.patch(persistentVolumeClaims, name, namespace, {metadata: {annotations: {[selectedNode]: node}}})
  }
  return claims.length === 0
}

/** Runs a write; false when the API refused it. */
export function isAccepted(write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}
