import {ServingCommand} from '../../printing/serving-command.ts'
import {rolloutCompletions, rolloutOperand, rolloutWriteFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {endCanary} from '../../rollout/printing/end-canary.ts'
import {planAbort} from '../../rollout/usecases/canary-steps.ts'

export default class RolloutAbort extends ServingCommand {
  static override summary = 'Take back the canary of a service'
  static override description =
    'All requests go to the version that was there before, and what the canary had of its own ends. Typed again after an interruption it goes on.'
  static override examples = ['<%= config.bin %> rollout abort service chat --yes']
  static override args = rolloutOperand
  static override flags = rolloutWriteFlags
  static override needs = needs.endCanary
  static override risk = 'write' as const
  static override completions = rolloutCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutAbort)
    await endCanary(this.stage, {verb: 'abort', plan: planAbort}, [args.service, args.name], flags)
  }
}
