import {ServingCommand} from '../../printing/serving-command.ts'
import {rolloutCompletions, rolloutOperand, rolloutWriteFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {endCanary} from '../../rollout/printing/end-canary.ts'
import {planPromote} from '../../rollout/usecases/canary-steps.ts'

export default class RolloutPromote extends ServingCommand {
  static override summary = 'Give all requests to the canary of a service'
  static override description =
    "The service becomes what its canary is; once its pods are replaced the canary's own end. Without --wait it is typed a second time for that. Where OME has more steps planned it goes one step on."
  static override examples = ['<%= config.bin %> rollout promote service chat --yes']
  static override args = rolloutOperand
  static override flags = rolloutWriteFlags
  static override needs = needs.endCanary
  static override risk = 'write' as const
  static override completions = rolloutCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutPromote)
    await endCanary(this.stage, {verb: 'promote', plan: planPromote}, [args.service, args.name], flags)
  }
}
