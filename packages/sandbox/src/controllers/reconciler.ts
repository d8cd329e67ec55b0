import {ApiError, type ApiObject, type LocalWatchEvent, type ResourceName} from '../api.ts'
import {customResourceDefinitions} from './resources.ts'
import type {World} from './world.ts'

export interface Source {
  readonly resource: ResourceName
  /** The objects to look at again when this one changed, as {@link keyOf} writes them. */
  keys(object: ApiObject, event: LocalWatchEvent): readonly string[]
}

export interface ReconcilerOptions {
  readonly name: string
  readonly sources: readonly Source[]
  /**
   * Brings one object's world to what it should be. Called again later when it throws an ApiError, and at the calendar time
   * (milliseconds) that it gave to `again` last.
   */
  reconcile(key: string, again: (time: number) => void): void
  /** The least time between two calls for a key, cluster milliseconds: 0, the default, for what is cheap. */
  paceMs?(key: string): number
}

/** `namespace/name`, or the name alone for a cluster-scoped object. */
export const keyOf = (object: ApiObject): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name

/** The two halves of {@link keyOf}. */
export function splitKey(key: string): {namespace: string | undefined; name: string} {
  const slash = key.indexOf('/')
  return slash < 0 ? {namespace: undefined, name: key} : {namespace: key.slice(0, slash), name: key.slice(slash + 1)}
}

/** The key of the controlling owner when it is of this kind. */
export function ownerKey(object: ApiObject, kind: string): string[] {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller && reference.kind === kind)
  if (!owner) return []
  return [object.metadata.namespace ? `${object.metadata.namespace}/${owner.name}` : owner.name]
}

const firstRetryMs = 100
const longestRetryMs = 60_000

/** Runs `reconcile` for every key its sources name, one at a time, again with growing pauses while it is refused. */
export function reconciler(world: World, options: ReconcilerOptions): () => void {
  const failures = new Map<string, number>()
  const stops: (() => void)[] = []
  const waiting = new Map<string, () => void>()
  let stopped = false

  const paced = new Set<string>()
  const late = new Set<string>()

  const enqueue = (key: string): void => world.queue.add(`${options.name} ${key}`, () => attempt(key))
  const add = (key: string): void => {
    if (paced.has(key)) late.add(key)
    else enqueue(key)
  }

  function pace(key: string): void {
    const pause = options.paceMs?.(key) ?? 0
    if (pause === 0) return
    paced.add(key)
    world.clock.after(pause, () => {
      paced.delete(key)
      if (late.delete(key)) enqueue(key)
    })
  }

  function attempt(key: string): void {
    if (stopped) return
    waiting.get(key)?.()
    waiting.delete(key)
    try {
      options.reconcile(key, (time) => {
        waiting.get(key)?.()
        const cancel = world.clock.at(time, () => add(key))
        waiting.set(key, cancel)
      })
      failures.delete(key)
      pace(key)
    } catch (error) {
      const count = (failures.get(key) ?? 0) + 1
      failures.set(key, count)
      if (!(error instanceof ApiError))
        world.log(`${options.name} ${key}: ${error instanceof Error ? error.stack : error}`)
      world.clock.after(Math.min(longestRetryMs, firstRetryMs * 2 ** (count - 1)), () => add(key))
    }
  }

  for (const source of options.sources) {
    stops.push(
      watchWhenServed(world, source.resource, (event) => {
        for (const key of source.keys(event.object, event)) add(key)
      }),
    )
  }
  return () => {
    stopped = true
    for (const stop of stops) stop()
    for (const cancel of waiting.values()) cancel()
  }
}

/** Watches a resource from the moment its definition is established, and not before. */
export function watchWhenServed(
  world: World,
  resource: ResourceName,
  listener: (event: LocalWatchEvent) => void,
): () => void {
  let stop: (() => void) | undefined
  let stopWaiting: (() => void) | undefined

  const begin = (): void => {
    if (stop || !world.api.serves(resource)) return
    stop = world.api.watch(resource, listener)
    stopWaiting?.()
  }
  begin()
  if (!stop) stopWaiting = world.api.watch(customResourceDefinitions, begin)
  return () => {
    stop?.()
    stopWaiting?.()
  }
}
