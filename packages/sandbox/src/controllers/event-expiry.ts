import type {ApiObject} from '../api.ts'
import {events} from './resources.ts'
import type {Controller} from './world.ts'

/** How long an event lives after it was last seen. */
export const eventLifeMs = 3_600_000
/** How many events there may be: enough for everything that a person would read, and a bound for the memory of a busy cluster. */
export const mostEvents = 5000
const sweepMs = 300_000

/** Removes events an hour after they were last seen, as an API server does by default, and the oldest when there are too many. */
export const eventExpiry: Controller = (world) => {
  let cancel: (() => void) | undefined
  let count = 0
  let trimming = false

  function sweep(): void {
    cancel = undefined
    const oldest = world.clock.now() - eventLifeMs
    for (const event of world.api.list(events)) if (seenAt(event) < oldest) remove(event)
    if (count > 0) plan()
  }
  function plan(): void {
    cancel ??= world.clock.at(world.clock.now() + sweepMs, sweep)
  }
  // A fifth at once, so that a busy cluster is not sorted for every event.
  function trim(): void {
    trimming = false
    const all = world.api.list(events).map((event) => ({event, seen: seenAt(event)}))
    all.sort((a, b) => a.seen - b.seen)
    for (const {event} of all.slice(0, all.length - mostEvents * 0.8)) remove(event)
  }
  function remove({metadata}: ApiObject): void {
    world.api.delete(events, metadata.name, metadata.namespace)
  }

  const stop = world.api.watch(events, ({type}) => {
    if (type === 'DELETED') count--
    if (type !== 'ADDED') return
    count++
    plan()
    if (count <= mostEvents || trimming) return
    trimming = true
    world.queue.add('trim events', trim)
  })
  return () => {
    stop()
    cancel?.()
  }
}

const seenAt = (event: ApiObject): number =>
  Date.parse(
    event['lastTimestamp'] ??
      event['series']?.lastObservedTime ??
      event['eventTime'] ??
      event.metadata.creationTimestamp ??
      '',
  )
