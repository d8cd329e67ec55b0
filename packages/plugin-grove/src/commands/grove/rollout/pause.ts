import {changedSet, changing, driving} from '../../../change/flags.ts'
import {holdRights} from '../../../change/needs.ts'
import {rolloutWorld} from '../../../driver/compose.ts'
import {pausedNow} from '../../../driver/domain/actions.ts'
import {isEnded, type Rollout} from '../../../driver/domain/rollout.ts'
import {askHolder, takeRollout} from '../../../driver/usecases/continue-rollout.ts'
import {planHold} from '../../../driver/usecases/plan-hold.ts'
import {startRollout} from '../../../driver/usecases/start-rollout.ts'
import {rolloutState} from '../../../driver/views/rollout-state.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {ContinueCommand} from '../../../printing/continue-command.ts'

export default class GroveRolloutPause extends ContinueCommand {
  static override summary = 'Stop a rollout, or keep a set from rolling'
  static override description =
    'A rollout that is driven pauses. A roll of the operator is taken over and stops. An idle set is held: what anybody writes to it waits for rollout resume.'
  static override examples = ['<%= config.bin %> grove rollout pause my-inference --namespace prod']
  static override args = changedSet
  static override flags = {...changing, 'poll-interval': driving['poll-interval']}
  static override needs = [...readTree, ...holdRights]
  static override risk = 'write' as const
  static override completions = setCompletions
  protected override readonly stop = 'pause' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutPause)
    this.beQuiet(flags)
    const address = {namespace: flags.namespace ?? (await this.context.namespace()), name: args.name}
    const world = await this.worldOf(address, flags)
    const active = await world.store.load()
    if (active && !isEnded(active.rollout)) {
      const {by} = world.driver
      const pause = (rollout: Rollout): Rollout => pausedNow(rollout, {by, now: world.clock.now()})
      if (await this.isShown(world, flags, pause(active.rollout))) return
      const answer = await askHolder(world, 'pause')
      if (answer !== 'obeyed') await takeRollout({...world, takeOver: answer === 'gone'}, pause)
      const stored = await world.store.load()
      return this.render(rolloutState, stored?.rollout ?? active.rollout, flags.output)
    }
    const plan = await planHold(await rolloutWorld(this.context), address)
    const {applied} = await this.prepare(plan, flags)
    if (applied) await this.driveOn(world, await startRollout(world, plan.rollout), flags.output)
  }
}
