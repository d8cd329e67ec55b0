import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import {type Condition, conditionIs} from '../controllers/conditions.ts'
import type {World} from '../controllers/world.ts'
import {type finalizer, schedulingGate} from './names.ts'

/** Objects in the namespace of `near` with these labels. */
export const scoped = (
  world: World,
  resource: ResourceName,
  near: ApiObject,
  labels: Record<string, string>,
): ApiObject[] =>
  world.api.list(resource, {...(near.metadata.namespace ? {namespace: near.metadata.namespace} : {}), labels})

type Finalizer = (typeof finalizer)[keyof typeof finalizer]

/** Puts a finalizer of the operator on an object. */
export function addFinalizer(world: World, resource: ResourceName, object: ApiObject, name: Finalizer): void {
  const finalizers = [...(object.metadata.finalizers ?? []), name]
  world.api.patch(resource, object.metadata.name, object.metadata.namespace, {metadata: {finalizers}})
}

/** Takes a finalizer off, which ends an object that is being deleted. */
export function dropFinalizer(world: World, resource: ResourceName, object: ApiObject, name: Finalizer): void {
  const finalizers = object.metadata.finalizers?.filter((one) => one !== name) ?? []
  world.api.patch(resource, object.metadata.name, object.metadata.namespace, {metadata: {finalizers}})
}

/** True while the pod waits for its gang to be made. */
export const isGated = (pod: ApiObject): boolean =>
  (pod['spec'].schedulingGates ?? []).some(({name}: {name: string}) => name === schedulingGate)

/** True for a pod that has a node. */
export const isScheduled = (pod: ApiObject): boolean => conditionIs(pod['status']?.conditions, 'PodScheduled')

/** True when the object's MinAvailableBreached is True. */
export const isBreached = (object: ApiObject): boolean =>
  conditionIs(object['status']?.conditions, 'MinAvailableBreached')

/** Since when, in milliseconds; undefined for what is not breached. */
export function breachedSince(object: ApiObject): number | undefined {
  const conditions: readonly Condition[] = object['status']?.conditions ?? []
  const found = conditions.find(({type, status}) => type === 'MinAvailableBreached' && status === 'True')
  return found?.lastTransitionTime === undefined ? undefined : Date.parse(found.lastTransitionTime)
}

/** Replaces an object's status; does nothing when it is so already. */
export function writeStatus(
  world: World,
  resource: ResourceName,
  object: ApiObject,
  status: Readonly<Record<string, unknown>>,
): void {
  if (isDeepStrictEqual(status, object['status'] ?? {})) return
  const {resourceVersion: _version, ...metadata} = object.metadata
  world.api.updateStatus(resource, {...object, metadata, status})
}
