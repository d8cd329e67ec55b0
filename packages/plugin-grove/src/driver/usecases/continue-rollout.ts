import {isOmeError, OmeError} from '@ome/sdk/errors'
import {asked} from '../domain/actions.ts'
import {takeOverAfterMs, type Watched, watched} from '../domain/lock.ts'
import {isEnded, type Rollout} from '../domain/rollout.ts'
import {nothingActive, type Taking, takeLock} from './hold-lock.ts'

const patienceMs = 31_000

/** The rollout that is under way. Throws `not-found` where none is. */
export async function activeRollout({store, where}: Pick<Taking, 'store' | 'where'>): Promise<Rollout> {
  const stored = await store.load()
  if (stored && !isEnded(stored.rollout)) return stored.rollout
  throw nothingActive(where)
}

/** Throws `usage` where the record of a rollout is there: it knows the way back by itself. */
export async function refuseActive({store, where}: Pick<Taking, 'store' | 'where'>): Promise<void> {
  const stored = await store.load()
  if (!stored || isEnded(stored.rollout)) return
  throw new OmeError('usage', 'this rollout knows what was before it', [
    `leave --revision out: ome grove rollout abort ${where}`,
  ])
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

/**
 * Asks whoever drives it to pause or abort. `obeyed`: a process took the wish up, that one or one that went on with
 * its work; `gone`: the holder is known to be dead and may be robbed; `free`: nobody holds it.
 */
export async function askHolder(
  taking: Omit<Taking, 'patienceMs'>,
  action: 'pause' | 'abort',
): Promise<'obeyed' | 'gone' | 'free'> {
  const {store, clock, driver} = taking
  const stored = await store.load()
  if (!stored?.rollout.holder || isEnded(stored.rollout)) return 'free'
  try {
    await store.save(asked(stored.rollout, action, {by: driver.by, now: clock.now()}), stored.version)
  } catch (error) {
    if (isOmeError(error) && error.kind === 'conflict') return await askHolder(taking, action)
    throw error
  }
  taking.onWait?.(`${stored.rollout.holder.by} was asked to ${action}`)
  return await obedience(taking)
}

/** A holder that renews obeys in the end: only one that stays silent is given up. */
async function obedience({store, clock, pollMs}: Omit<Taking, 'patienceMs'>): Promise<'obeyed' | 'gone' | 'free'> {
  let seen: Watched | undefined
  for (;;) {
    await clock.sleep(pollMs)
    const stored = await store.load()
    if (stored?.rollout.request === undefined) return 'obeyed'
    const {holder} = stored.rollout
    if (holder === undefined) return 'free'
    seen = watched(seen, holder, clock.now())
    if (clock.now() - seen.sinceMs >= takeOverAfterMs) return 'gone'
  }
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
