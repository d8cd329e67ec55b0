import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {deploying} from '../../deploy/compose.ts'
import {scalingDeadline} from '../../deploy/usecases/follow-deployment.ts'
import {followRestart, followRevision} from '../../deploy/usecases/follow-restart.ts'
import {omeService} from '../../domain/operand.ts'
import {rolloutCompletions, rolloutOperand, undoFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {planUndo} from '../../rollout/usecases/plan-undo.ts'
import {recordApplied} from '../../rollout/usecases/record-applied.ts'

export default class RolloutUndo extends OmeCommand {
  static override summary = 'Make a service what it was before'
  static override description =
    'Shows what changes back, field by field. Without --to-revision it is the last recorded revision that differs from now.'
  static override examples = [
    '<%= config.bin %> rollout undo service chat --dry-run',
    '<%= config.bin %> rollout undo service chat --to-revision 1',
  ]
  static override args = rolloutOperand
  static override flags = undoFlags
  static override needs = needs.undo
  static override risk = 'write' as const
  static override completions = rolloutCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutUndo)
    const name = omeService('rollout undo', [args.service, args.name])
    const namespace = flags.namespace ?? (await this.context.namespace())
    const cluster = await deploying(this.context)
    const plan = await planUndo(cluster, {name, namespace, revision: flags['to-revision']})
    const before = flags.wait ? await cluster.services.find(namespace, name) : undefined
    const {applied, results} = await this.plan(plan, flags)
    if (!applied) return
    const verb = `undo to revision ${plan.revision}:`
    await recordApplied(cluster.history, results, {verb, now: this.context.now(), note: (text) => this.note(text)})
    if (!before || plan.changes[0]?.action !== 'update') return
    const {services} = cluster
    const reports = plan.makesPods ? followRevision(services, before) : followRestart(services, {...before, pods: []})
    const limits = {ms: flags.timeout, signal: this.context.signal}
    for await (const _ of withDeadline(reports, limits, scalingDeadline(before)));
    this.context.io.out(`service/${name} Ready\n`)
  }
}
