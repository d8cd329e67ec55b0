import {Flags} from '@ome/sdk/command'
import {changeWorld} from '../../../change/compose.ts'
import {changedSet, changing, driving, restoring, takingOver} from '../../../change/flags.ts'
import {continueRights, metricsRights} from '../../../change/needs.ts'
import {findSet} from '../../../change/usecases/find-set.ts'
import {rolloutWorld} from '../../../driver/compose.ts'
import {resumed} from '../../../driver/domain/actions.ts'
import {isEnded} from '../../../driver/domain/rollout.ts'
import {adoptLive, rebuilt} from '../../../driver/usecases/plan-adopt.ts'
import {startRollout} from '../../../driver/usecases/start-rollout.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {ContinueCommand} from '../../../printing/continue-command.ts'

export default class GroveRolloutResume extends ContinueCommand {
  static override summary = 'Go on with a rollout that stopped, whoever began it'
  static override description =
    'Approves the step that waits for a yes, releases a set that is held, and takes over from a driver that died.'
  static override examples = ['<%= config.bin %> grove rollout resume my-inference --namespace prod']
  static override args = changedSet
  static override flags = {
    ...changing,
    adopt: Flags.boolean({description: 'roll the template as somebody else changed it'}),
    ...restoring,
    'poll-interval': driving['poll-interval'],
    ...takingOver,
  }
  static override needs = [...readTree, ...continueRights, ...metricsRights]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutResume)
    this.beQuiet(flags)
    const address = {namespace: flags.namespace ?? (await this.context.namespace()), name: args.name}
    const world = await this.worldOf(address, flags)
    const stored = await world.store.load()
    if (!flags.adopt) return await this.goOn(world, flags, resumed)
    const found = await findSet(await changeWorld(this.context), address, ['state'])
    if (stored && !isEnded(stored.rollout)) {
      return await this.goOn(world, flags, (rollout, actor) => resumed(adoptLive(found, rollout), actor))
    }
    const rollout = await rebuilt(await rolloutWorld(this.context), found, flags['restore-strategy'])
    if (await this.isShown(world, flags, rollout)) return
    await this.driveOn(world, await startRollout(world, rollout), flags.output)
  }
}
