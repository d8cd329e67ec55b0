import {changeWorld} from '../change/compose.ts'
import {findSet} from '../change/usecases/find-set.ts'
import {type DriverWorld, driverWorld} from '../driver/compose.ts'
import type {Rollout} from '../driver/domain/rollout.ts'
import {activeRollout, takeRollout} from '../driver/usecases/continue-rollout.ts'
import {DriverCommand} from './driver-command.ts'

export interface Continued {
  readonly namespace: string
  readonly name: string
}

interface ContinueFlags {
  readonly 'take-over'?: boolean | undefined
  readonly 'poll-interval'?: number | undefined
  readonly output?: string | undefined
}

/** The base of verbs that go on with a rollout somebody began. */
export abstract class ContinueCommand extends DriverCommand {
  /** The driver's world of a set that is there. */
  protected async worldOf({namespace, name}: Continued, flags: ContinueFlags): Promise<DriverWorld> {
    const found = await findSet(await changeWorld(this.context), {namespace, name}, ['state'])
    return await driverWorld(this.context, {namespace, name, pollMs: flags['poll-interval']}, found.set.uid)
  }

  /** Takes the lock, changes the state and drives on to the next stop. */
  protected async goOn(
    world: DriverWorld,
    flags: ContinueFlags,
    change: (rollout: Rollout, actor: {by: string; now: number}) => Rollout,
  ): Promise<void> {
    await activeRollout(world)
    const {by} = world.driver
    const taken = await takeRollout({...world, takeOver: flags['take-over']}, (rollout) =>
      change(rollout, {by, now: world.clock.now()}),
    )
    await this.driveOn(world, taken, flags.output)
  }
}
