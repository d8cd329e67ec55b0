import {OmeCommand} from '@ome/sdk/command'
import {deploying} from '../../deploy/compose.ts'
import {omeService} from '../../domain/operand.ts'
import {rolloutCompletions, rolloutOperand, rolloutWriteFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {planPause} from '../../rollout/usecases/plan-pause.ts'

export default class RolloutResume extends OmeCommand {
  static override summary = 'Let the rollout of a service go on'
  static override description = 'Takes back what ome rollout pause set.'
  static override examples = ['<%= config.bin %> rollout resume service chat']
  static override args = rolloutOperand
  static override flags = rolloutWriteFlags
  static override needs = needs.pause
  static override risk = 'write' as const
  static override completions = rolloutCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutResume)
    const name = omeService('rollout resume', [args.service, args.name])
    const namespace = flags.namespace ?? (await this.context.namespace())
    await this.plan(await planPause(await deploying(this.context), {name, namespace, resume: true}), flags)
  }
}
