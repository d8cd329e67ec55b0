import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {deploying} from '../../deploy/compose.ts'
import {serviceName} from '../../domain/operand.ts'
import {rolloutCompletions, rolloutOperand, rolloutWriteFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {planAbort} from '../../rollout/usecases/canary-steps.ts'
import {canaryDeadline, followCanary} from '../../rollout/usecases/follow-canary.ts'
import {recordApplied} from '../../rollout/usecases/record-applied.ts'
import {viewCanary} from '../../rollout/usecases/view-canary.ts'
import {canaryStatus} from '../../rollout/views/canary-status.ts'

export default class RolloutAbort extends OmeCommand {
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
    const name = serviceName('rollout abort', [args.service, args.name])
    const ask = {name, namespace: flags.namespace ?? (await this.context.namespace())}
    const cluster = await deploying(this.context)
    const step = await planAbort(cluster.canaries, await viewCanary(cluster, ask))
    const {applied, results} = await this.plan(step, flags)
    if (!applied) return
    const said = {verb: 'rollout abort', now: this.context.now(), note: (text: string) => this.note(text)}
    await recordApplied(cluster.history, results, said)
    if (!step.goesOn) return
    if (!flags.wait) return this.note(`once it is ready: ome rollout abort service ${name} -n ${ask.namespace}`)
    const changes = followCanary(cluster, ask)
    const limits = {ms: flags.timeout, signal: this.context.signal}
    await this.watch(canaryStatus, withDeadline(changes, limits, canaryDeadline(ask)), flags.output)
    const last = await planAbort(cluster.canaries, await viewCanary(cluster, ask))
    await this.plan(last, {...flags, yes: true})
  }
}
