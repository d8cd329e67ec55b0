import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import type {World} from '../controllers/world.ts'
import type {Verdict} from './node/claims.ts'

/** One condition as a controller says it. */
export type Told = readonly [type: string, verdict: Verdict]

/** A condition that holds. */
export const yes = (reason: string, message: string): Verdict => ({isTrue: true, reason, message})
/** A condition that does not hold. */
export const no = (reason: string, message: string): Verdict => ({isTrue: false, reason, message})

/** Brings an object's status to what is told; other conditions and fields stay. */
export function writeStatus(
  world: World,
  resource: ResourceName,
  object: ApiObject,
  told: readonly Told[],
  more: Record<string, unknown> = {},
): void {
  const {name, namespace, generation = 1} = object.metadata
  const current = world.api.get(resource, name, namespace)
  if (!current) return
  const before: Condition[] = current.status?.conditions ?? []
  const conditions = told.reduce<Condition[]>(
    (list, [type, {isTrue, reason, message}]) =>
      withCondition(world, list, {
        type,
        status: isTrue ? 'True' : 'False',
        reason,
        message: message.slice(0, 1024),
        observedGeneration: generation,
      }),
    before,
  )
  const status = {...more, conditions}
  if (isDeepStrictEqual({...current.status, ...status}, current.status)) return
  world.api.patch(resource, name, namespace, {status}, 'status')
}

/** Adds a finalizer, once. */
export function withFinalizer(world: World, resource: ResourceName, object: ApiObject, finalizer: string): ApiObject {
  const {name, namespace, finalizers = []} = object.metadata
  if (finalizers.includes(finalizer)) return object
  return world.api.patch(resource, name, namespace, {metadata: {finalizers: [...finalizers, finalizer]}})
}

/** Takes a finalizer off, so that the object can go. */
export function withoutFinalizer(world: World, resource: ResourceName, object: ApiObject, finalizer: string): void {
  const {name, namespace, finalizers = []} = object.metadata
  if (!finalizers.includes(finalizer)) return
  const rest = finalizers.filter((other) => other !== finalizer)
  world.api.patch(resource, name, namespace, {metadata: {finalizers: rest}})
}
