import {OmeCommand} from '@ome/sdk/command'
import {deploying} from '../../deploy/compose.ts'
import {shareAndService} from '../../rollout/domain/operands.ts'
import {rolloutWriteFlags, shareCompletions, shareOperand} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {planShift} from '../../rollout/usecases/canary-steps.ts'
import {viewCanary} from '../../rollout/usecases/view-canary.ts'

export default class RolloutSet extends OmeCommand {
  static override summary = 'Give the canary of a service another share of the requests'
  static override description =
    'Typed again after an interruption it makes up for what is missing: the second service, the route, or the share.'
  static override examples = ['<%= config.bin %> rollout set 25 service chat']
  static override args = shareOperand
  static override flags = rolloutWriteFlags
  static override needs = needs.shiftCanary
  static override risk = 'write' as const
  static override completions = shareCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutSet)
    const {name, percent} = shareAndService([args.percent, args.service, args.name])
    const namespace = flags.namespace ?? (await this.context.namespace())
    const cluster = await deploying(this.context)
    const step = await planShift(cluster.canaries, await viewCanary(cluster, {name, namespace}), percent)
    await this.plan(step, flags)
  }
}
