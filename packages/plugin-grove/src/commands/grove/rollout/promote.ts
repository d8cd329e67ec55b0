import {Flags} from '@ome/sdk/command'
import {changedSet, changing, driving, takingOver} from '../../../change/flags.ts'
import {continueRights, metricsRights} from '../../../change/needs.ts'
import {promoted} from '../../../driver/domain/actions.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {ContinueCommand} from '../../../printing/continue-command.ts'

export default class GroveRolloutPromote extends ContinueCommand {
  static override summary = 'Bring a rollout to its end without further stops'
  static override description = 'A canary takes all other workers along. Gates still hold unless --skip-gates.'
  static override examples = ['<%= config.bin %> grove rollout promote my-inference --namespace prod']
  static override args = changedSet
  static override flags = {
    ...changing,
    'skip-gates': Flags.boolean({description: 'measure nothing any more'}),
    'poll-interval': driving['poll-interval'],
    ...takingOver,
  }
  static override needs = [...readTree, ...continueRights, ...metricsRights]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutPromote)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const world = await this.worldOf({namespace, name: args.name}, flags)
    const skipGates = Boolean(flags['skip-gates'])
    await this.goOn(world, flags, (rollout, actor) => promoted(rollout, actor, {skipGates}))
  }
}
