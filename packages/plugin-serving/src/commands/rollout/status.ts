import {OmeCommand} from '@ome/sdk/command'
import {deploying} from '../../deploy/compose.ts'
import {omeService} from '../../domain/operand.ts'
import {rolloutCompletions, rolloutOperand, rolloutReadFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {viewCanary} from '../../rollout/usecases/view-canary.ts'
import {canaryStatus} from '../../rollout/views/canary-status.ts'

export default class RolloutStatus extends OmeCommand {
  static override summary = 'Show where a service stands between its old and its new version'
  static override description =
    'What splits the requests, the share the canary really has, both versions with their replicas, and the next commands.'
  static override examples = ['<%= config.bin %> rollout status service chat']
  static override args = rolloutOperand
  static override flags = rolloutReadFlags
  static override needs = needs.seeCanary
  static override risk = 'read' as const
  static override completions = rolloutCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutStatus)
    const name = omeService('rollout status', [args.service, args.name])
    const ask = {name, namespace: flags.namespace ?? (await this.context.namespace())}
    const cluster = await deploying(this.context)
    this.render(canaryStatus, await viewCanary(cluster, ask), flags.output)
  }
}
