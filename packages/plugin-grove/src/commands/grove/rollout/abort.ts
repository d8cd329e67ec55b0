import {Flags} from '@ome/sdk/command'
import {changedSet, changing, driving, force, restoring, takingOver} from '../../../change/flags.ts'
import {continueRights} from '../../../change/needs.ts'
import {rolloutWorld} from '../../../driver/compose.ts'
import {type Actor, aborted} from '../../../driver/domain/actions.ts'
import {isStopped, type Rollout} from '../../../driver/domain/rollout.ts'
import {askHolder, refuseActive, untilStopped} from '../../../driver/usecases/continue-rollout.ts'
import {rebuiltFrom} from '../../../driver/usecases/plan-adopt.ts'
import {startRollout} from '../../../driver/usecases/start-rollout.ts'
import {rolloutState} from '../../../driver/views/rollout-state.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {ContinueCommand, type ContinueWorld} from '../../../printing/continue-command.ts'

export default class GroveRolloutAbort extends ContinueCommand {
  static override summary = 'Bring a set back to what it was before its rollout'
  static override description =
    'The old template returns, new workers are replaced by old ones, and the update strategy is restored. Whoever drives the rollout is asked to do it; else it is done from here.'
  static override examples = ['<%= config.bin %> grove rollout abort my-inference --namespace prod']
  static override args = changedSet
  static override flags = {
    ...changing,
    revision: Flags.integer({description: 'go back to this one, where the record of the rollout is gone', min: 1}),
    ...restoring,
    'poll-interval': driving['poll-interval'],
    ...force,
    ...takingOver,
  }
  static override needs = [...readTree, ...continueRights]
  static override risk = 'write' as const
  static override completions = setCompletions
  protected override readonly stop = 'abort' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutAbort)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const world = await this.worldOf({namespace, name: args.name}, flags)
    if (flags.revision !== undefined) return await this.goBack(world, {...flags, revision: flags.revision})
    const back = (rollout: Rollout, actor: Actor): Rollout => aborted(rollout, actor, {force: Boolean(flags.force)})
    const isDryRun = (flags['dry-run'] ?? 'none') !== 'none'
    if (isDryRun || flags['take-over'] || flags.force) return await this.goOn(world, flags, back)
    const answer = await askHolder(world, 'abort')
    if (answer !== 'obeyed') return await this.goOn(world, {...flags, 'take-over': answer === 'gone'}, back)
    this.render(rolloutState, await untilStopped(world, isStopped), flags.output)
  }

  /** The record is gone: what is live and the revision say what there is to undo. */
  private async goBack(
    world: ContinueWorld,
    flags: Parameters<GroveRolloutAbort['isShown']>[1] & {readonly revision: number},
  ): Promise<void> {
    await refuseActive(world)
    const {revision, 'restore-strategy': strategy} = flags
    const begun = await rebuiltFrom(await rolloutWorld(this.context), world.found, {revision, strategy})
    const rollout = aborted(begun, {by: world.driver.by, now: world.clock.now()}, {force: true})
    if (await this.isShown(world, flags, rollout)) return
    await this.driveOn(world, await startRollout(world, rollout), flags.output)
  }
}
