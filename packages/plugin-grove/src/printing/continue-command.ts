import {changeWorld} from '../change/compose.ts'
import {type FoundSet, findSet} from '../change/usecases/find-set.ts'
import {type DriverWorld, driverWorld} from '../driver/compose.ts'
import type {Rollout} from '../driver/domain/rollout.ts'
import {activeRollout, takeRollout} from '../driver/usecases/continue-rollout.ts'
import {planNext} from '../driver/usecases/plan-next.ts'
import {DriverCommand} from './driver-command.ts'

export interface Continued {
  readonly namespace: string
  readonly name: string
}

export interface ContinueWorld extends DriverWorld {
  readonly found: FoundSet
  readonly onWait: (text: string) => void
}

type ContinueFlags = Parameters<DriverCommand['plan']>[1] & {
  readonly 'take-over'?: boolean | undefined
  readonly 'poll-interval'?: number | undefined
  readonly 'restore-strategy'?: string | undefined
  readonly output?: string | undefined
}

/** The base of verbs that go on with a rollout somebody began. */
export abstract class ContinueCommand extends DriverCommand {
  /** The driver's world of a set that is there. */
  protected async worldOf({namespace, name}: Continued, flags: ContinueFlags): Promise<ContinueWorld> {
    const found = await findSet(await changeWorld(this.context), {namespace, name}, ['state'])
    const world = await driverWorld(this.context, {namespace, name, pollMs: flags['poll-interval']}, found.set.uid)
    return {...world, found, onWait: (text) => this.note(text)}
  }

  /** In a dry run: shows what a rollout would do in this state; true when that was all. */
  protected async isShown(world: ContinueWorld, flags: ContinueFlags, next: Rollout): Promise<boolean> {
    if ((flags['dry-run'] ?? 'none') === 'none') return false
    await this.plan(planNext(world.found, next), flags)
    return true
  }

  /** Takes the lock, changes the state and drives on to the next stop. */
  protected async goOn(
    world: ContinueWorld,
    flags: ContinueFlags,
    change: (rollout: Rollout, actor: {by: string; now: number}) => Rollout,
  ): Promise<void> {
    const active = await activeRollout(world)
    const {by} = world.driver
    if (await this.isShown(world, flags, change(active, {by, now: world.clock.now()}))) return
    const taken = await takeRollout({...world, takeOver: flags['take-over']}, (rollout) =>
      change(rollout, {by, now: world.clock.now()}),
    )
    await this.driveOn(world, taken, flags.output)
  }
}
