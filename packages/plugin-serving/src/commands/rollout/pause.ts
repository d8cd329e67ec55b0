import {OmeCommand} from '@ome/sdk/command'
import {deploying} from '../../deploy/compose.ts'
import {omeService} from '../../domain/operand.ts'
import {rolloutCompletions, rolloutOperand, rolloutWriteFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {planPause} from '../../rollout/usecases/plan-pause.ts'

export default class RolloutPause extends OmeCommand {
  static override summary = 'Hold the rollout of a service where it is'
  static override description =
    'Instances that OME v1.3 runs itself (mode OMENative) can be held. Deployments cannot: OME takes a pause of them back; a canary stands still by itself.'
  static override examples = ['<%= config.bin %> rollout pause service chat']
  static override args = rolloutOperand
  static override flags = rolloutWriteFlags
  static override needs = needs.pause
  static override risk = 'write' as const
  static override completions = rolloutCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutPause)
    const name = omeService('rollout pause', [args.service, args.name])
    const namespace = flags.namespace ?? (await this.context.namespace())
    await this.plan(await planPause(await deploying(this.context), {name, namespace, resume: false}), flags)
  }
}
