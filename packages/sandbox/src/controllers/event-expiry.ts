import {events} from './resources.ts'
import type {Controller} from './world.ts'

/** How long an event lives after it was last seen. */
export const eventLifeMs = 3_600_000
const sweepMs = 300_000

/** Removes events an hour after they were last seen, as an API server does by default. */
export const eventExpiry: Controller = (world) => {
  let cancel: (() => void) | undefined

  function sweep(): void {
    cancel = undefined
    const oldest = world.clock.now() - eventLifeMs
    for (const event of world.api.list(events)) {
      const seen =
        event['lastTimestamp'] ??
        event['series']?.lastObservedTime ??
        event['eventTime'] ??
        event.metadata.creationTimestamp
      if (Date.parse(seen) < oldest) world.api.delete(events, event.metadata.name, event.metadata.namespace)
    }
    if (world.api.list(events).length > 0) plan()
  }
  function plan(): void {
    cancel ??= world.clock.at(world.clock.now() + sweepMs, sweep)
  }

  const stop = world.api.watch(events, ({type}) => {
    if (type === 'ADDED') plan()
  })
  return () => {
    stop()
    cancel?.()
  }
}
