import {isOmeError, OmeError} from '@ome/sdk/errors'
import {asked} from '../domain/actions.ts'
import {isEnded, type Rollout} from '../domain/rollout.ts'
import {nothingActive, type Taking, takeLock} from './hold-lock.ts'

const patienceMs = 31_000
const obedienceMs = 5_000

/** The rollout that is under way. Throws `not-found` where none is. */
export async function activeRollout({store, where}: Pick<Taking, 'store' | 'where'>): Promise<Rollout> {
  const stored = await store.load()
  if (stored && !isEnded(stored.rollout)) return stored.rollout
  throw nothingActive(where)
}

/** Takes a rollout over and goes on with it in another way. */
export async function takeRollout(
  taking: Omit<Taking, 'patienceMs'>,
  change: (rollout: Rollout) => Rollout,
): Promise<Rollout> {
  const act = (rollout: Rollout): Rollout => {
    if (isEnded(rollout)) throw nothingActive(taking.where)
    return change(rollout)
  }
  return await takeLock({...taking, patienceMs}, act)
}

/** Asks whoever drives it to pause or abort; true when that process took the wish up. */
export async function askHolder(taking: Omit<Taking, 'patienceMs'>, action: 'pause' | 'abort'): Promise<boolean> {
  const {store, clock, driver, pollMs} = taking
  const stored = await store.load()
  if (!stored?.rollout.holder || isEnded(stored.rollout)) return false
  try {
    await store.save(asked(stored.rollout, action, {by: driver.by, now: clock.now()}), stored.version)
  } catch (error) {
    if (isOmeError(error) && error.kind === 'conflict') return await askHolder(taking, action)
    throw error
  }
  const end = clock.now() + obedienceMs
  while (clock.now() < end) {
    await clock.sleep(pollMs)
    if ((await store.load())?.rollout.request === undefined) return true
  }
  return false
}

/** Waits until another process brought its rollout to a stop. */
export async function untilStopped(
  taking: Omit<Taking, 'patienceMs'>,
  isDone: (rollout: Rollout) => boolean,
): Promise<Rollout> {
  for (;;) {
    const stored = await taking.store.load()
    if (!stored) throw new OmeError('conflict', 'the record of this rollout was deleted')
    if (isDone(stored.rollout)) return stored.rollout
    await taking.clock.sleep(taking.pollMs)
  }
}
