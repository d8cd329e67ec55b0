import type {DriverClock} from '../../driver/domain/ports.ts'
import type {LoadSource} from '../domain/load-source.ts'
import {victimsOf} from '../domain/victims.ts'
import type {ScalePlan} from './plan-scale.ts'

const pollMs = 1000

/** What was still in hand when the time was up. */
export interface Drained {
  readonly workers: readonly string[]
  readonly inHand: number
}

/**
 * Waits until the workers that will most likely go have no requests in hand, or the time is up. Nobody keeps new ones
 * from them: that is the router's to do.
 */
export async function drain(
  {load, clock}: {readonly load: LoadSource; readonly clock: DriverClock},
  {found, targets}: ScalePlan,
  timeoutMs: number,
): Promise<Drained> {
  const victims = targets.flatMap(({part, to}) => victimsOf(part, to))
  const names = new Set(victims.flatMap(({pods}) => pods.map(({name}) => name)))
  const workers = victims.map(({label}) => label)
  const end = clock.now() + timeoutMs
  for (;;) {
    const counts = names.size === 0 ? new Map<string, number>() : await load.inHand(found.set.namespace, names)
    const inHand = [...counts.values()].reduce((sum, count) => sum + count, 0)
    if (inHand === 0 || clock.now() >= end) return {workers, inHand}
    await clock.sleep(Math.min(pollMs, Math.max(1, end - clock.now())))
  }
}
