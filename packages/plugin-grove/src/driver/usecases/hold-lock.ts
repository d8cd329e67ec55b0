import {isOmeError, OmeError} from '@ome/sdk/errors'
import {mayTake, type Watched, watched} from '../domain/lock.ts'
import type {Driver, DriverClock, RolloutStore, Stored} from '../domain/ports.ts'
import {isStopped, type Rollout, timeText} from '../domain/rollout.ts'

export interface Taking {
  readonly store: RolloutStore
  readonly clock: DriverClock
  readonly driver: Driver
  readonly pollMs: number
  /** Do not wait until the holder is known to be gone. */
  readonly takeOver?: boolean | undefined
  /** How long to look whether the holder still lives; 0 refuses at once. */
  readonly patienceMs: number
  readonly where: string
  /** Told once what is waited for. */
  readonly onWait?: (text: string) => void
}

/**
 * Takes the lock of a rollout with a change to its state, in one write. A holder that renews is never robbed: throws
 * `conflict` with its name.
 */
export async function takeLock(taking: Taking, change: (rollout: Rollout) => Rollout): Promise<Rollout> {
  const {store, clock, driver} = taking
  let seen: Watched | undefined
  let isTold = false
  const tell = (by: string | undefined): void => {
    if (!isTold) taking.onWait?.(waitText(by, taking.patienceMs))
    isTold = true
  }
  for (;;) {
    const stored = await store.load()
    if (stored === undefined) throw nothingActive(taking.where)
    const now = clock.now()
    const first: Watched = watched(seen, stored.rollout.holder, now)
    if (seen !== undefined && first !== seen) throw held(stored, taking.where)
    seen = first
    if (taking.takeOver || mayTake(seen, driver.session, now)) {
      const next = change(stored.rollout)
      const holder = {...driver, renewedAt: timeText(now)}
      const written = await trySave(store, isStopped(next) ? next : {...next, holder}, stored.version)
      if (written) return written.rollout
      seen = undefined
    } else if (now - seen.sinceMs >= taking.patienceMs) throw held(stored, taking.where)
    else {
      tell(stored.rollout.holder?.by)
      await clock.sleep(taking.pollMs)
    }
  }
}

const waitText = (by = 'somebody', ms = 0): string =>
  `${by} holds this rollout: waiting up to ${Math.floor(ms / 1000)} s to see whether that process still lives`

async function trySave(store: RolloutStore, rollout: Rollout, version: string): Promise<Stored | undefined> {
  try {
    return await store.save(rollout, version)
  } catch (error) {
    if (isOmeError(error) && error.kind === 'conflict') return undefined
    throw error
  }
}

export const nothingActive = (where: string): OmeError =>
  new OmeError('not-found', 'no rollout is under way', [`see what there was: ome grove rollout history ${where}`])

function held({rollout}: Stored, where: string): OmeError {
  const {holder, step, steps, verb} = rollout
  const since = holder ? ` since ${rollout.startedAt}, renewed ${holder.renewedAt}` : ''
  return new OmeError(
    'conflict',
    `${holder?.by ?? 'somebody'} drives this ${verb}${since}: step ${step + 1} of ${steps.length}`,
    [`follow it: ome grove rollout status ${where} --watch`, 'add --take-over when that process is known to be gone'],
  )
}
