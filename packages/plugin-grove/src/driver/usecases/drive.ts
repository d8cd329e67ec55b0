import {isOmeError, OmeError} from '@ome/sdk/errors'
import {needsRenewal} from '../domain/lock.ts'
import type {Measured} from '../domain/observation.ts'
import type {DrivenSet, Driver, DriverClock, RolloutStore, Stored} from '../domain/ports.ts'
import {isStopped, logged, type Rollout, timeText, without} from '../domain/rollout.ts'
import {type Effect, step} from '../domain/step.ts'
import {isSame} from '../domain/template-patch.ts'

export interface Driving {
  readonly store: RolloutStore
  readonly set: DrivenSet
  readonly clock: DriverClock
  readonly driver: Driver
  readonly pollMs: number
  /** Told of every state that was stored. */
  readonly onState?: (rollout: Rollout) => void
  readonly onTrouble?: (text: string | undefined) => void
}

/**
 * Drives a rollout that this process holds until it stops: Done, Aborted, Paused or AwaitingApproval. State first, then
 * the effect: whoever finds the state can tell what was done from the cluster. Throws `conflict` when somebody else
 * took it over, and `cancelled` with the lock given back.
 */
export async function drive(driving: Driving): Promise<Rollout> {
  const run = new Run(driving)
  try {
    for (;;) {
      const rollout = await run.turn()
      if (rollout && isStopped(rollout)) return rollout
    }
  } catch (error) {
    if (isOmeError(error) && error.kind === 'cancelled') await run.letGo()
    throw error
  }
}

const patienceMs = 120_000

class Run {
  private readonly driving: Driving
  private measured: Measured | undefined
  private measuring = false
  private troubleSince: number | undefined

  constructor(driving: Driving) {
    this.driving = driving
  }

  /** One look at the cluster and what follows from it; undefined when it has to be looked at again. */
  async turn(): Promise<Rollout | undefined> {
    try {
      const rollout = await this.look()
      if (this.troubleSince !== undefined) this.driving.onTrouble?.(undefined)
      this.troubleSince = undefined
      return rollout
    } catch (error) {
      await this.bear(error)
      return undefined
    }
  }

  private async look(): Promise<Rollout | undefined> {
    const {clock, pollMs, set} = this.driving
    const held = await this.held()
    const seen = await set.observe(held.rollout)
    const {measured} = this
    const next = step(held.rollout, measured ? {...seen, measured} : seen, clock.now())
    const {effects} = next
    const state = isSame(next.state, held.rollout) ? held.rollout : next.state
    const stored = await this.stored(held, state, effects)
    if (stored === undefined) return undefined
    await this.carryOut(stored, effects)
    if (isStopped(state)) return stored.rollout
    if (effects.length > 0 || state === held.rollout) await clock.sleep(pollMs)
    return undefined
  }

  /** Ctrl-C: the lock is free for whoever comes next. */
  async letGo(): Promise<void> {
    const {store, driver, clock} = this.driving
    const stored = await store.load()
    if (stored?.rollout.holder?.session !== driver.session) return
    await store.save(logged(without(stored.rollout, 'holder'), `left by ${driver.by}`, clock.now()), stored.version)
  }

  private async held(): Promise<Stored> {
    const {store, driver} = this.driving
    const stored = await store.load()
    if (stored === undefined) {
      throw new OmeError('conflict', 'the record of this rollout was deleted', [
        'go on with what is live: ome grove rollout resume NAME --adopt --restore-strategy RollingRecreate',
      ])
    }
    const {holder} = stored.rollout
    if (holder?.session === driver.session) return stored
    throw new OmeError('conflict', `${holder ? `${holder.by} took this rollout over` : 'this rollout was let go'}`, [
      'follow it: ome grove rollout status NAME --watch',
    ])
  }

  /** Writes the state before anything is done; undefined when somebody else wrote meanwhile. */
  private async stored(held: Stored, state: Rollout, effects: readonly Effect[]): Promise<Stored | undefined> {
    const {clock} = this.driving
    const isDue = state !== held.rollout || needsRenewal(held.rollout, clock.now())
    if (!isDue && !effects.some(({type}) => type === 'delete')) return held
    return await this.save(state, held.version)
  }

  private async save(state: Rollout, version: string): Promise<Stored | undefined> {
    const {store, clock, driver, onState} = this.driving
    const holder = {...driver, renewedAt: timeText(clock.now())}
    const next = isStopped(state) ? without(state, 'holder') : {...state, holder}
    try {
      const stored = await store.save(next, version)
      onState?.(stored.rollout)
      return stored
    } catch (error) {
      if (isOmeError(error) && error.kind === 'conflict') return undefined
      throw error
    }
  }

  private async carryOut(first: Stored, effects: readonly Effect[]): Promise<void> {
    let stored: Stored | undefined = first
    for (const [index, effect] of effects.entries()) {
      if (effect.type === 'patch') await this.driving.set.patch(effect.operations)
      else if (effect.type === 'measure') this.measure(first.rollout, effect)
      else {
        // The lock is proven again before each further delete.
        if (index > 0 && stored) stored = await this.save(stored.rollout, stored.version)
        if (stored === undefined) return
        for (const pod of effect.worker.pods) await this.driving.set.deletePod(pod, first.rollout.graceSeconds)
      }
    }
  }

  /** Runs beside the turns, which keep the lock meanwhile. */
  private measure(rollout: Rollout, effect: Extract<Effect, {type: 'measure'}>): void {
    if (this.measuring) return
    this.measuring = true
    this.measured = undefined
    this.driving.set
      .measure(rollout, effect)
      .then((measured) => {
        this.measured = measured
      })
      .catch((error: unknown) => this.driving.onTrouble?.(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.measuring = false
      })
  }

  /** A cluster that cannot be reached or is busy is tried again for two minutes; everything else ends the run. */
  private async bear(error: unknown): Promise<void> {
    const {clock, onTrouble, pollMs} = this.driving
    if (!isOmeError(error) || error.kind !== 'unreachable') throw error
    this.troubleSince ??= clock.now()
    if (clock.now() - this.troubleSince > patienceMs) throw error
    onTrouble?.(error.message)
    await clock.sleep(pollMs * 5)
  }
}
