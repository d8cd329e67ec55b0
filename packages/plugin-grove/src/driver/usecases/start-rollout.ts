import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {Driver, DriverClock, RolloutStore} from '../domain/ports.ts'
import {isEnded, type Rollout, timeText} from '../domain/rollout.ts'

export interface Starting {
  readonly store: RolloutStore
  readonly clock: DriverClock
  readonly driver: Driver
  readonly where: string
}

/** Writes a new rollout in the place of one that ended. Throws `conflict` when one is under way. */
export async function startRollout({store, clock, driver, where}: Starting, rollout: Rollout): Promise<Rollout> {
  const stored = await store.load()
  if (stored && !isEnded(stored.rollout)) throw underWay(where)
  const holder = {...driver, renewedAt: timeText(clock.now())}
  try {
    return (await store.save({...rollout, holder}, stored?.version)).rollout
  } catch (error) {
    if (isOmeError(error) && error.kind === 'conflict') throw underWay(where)
    throw error
  }
}

const underWay = (where: string): OmeError =>
  new OmeError('conflict', 'somebody else began a rollout of this set', [
    `look at it: ome grove rollout status ${where}`,
  ])
