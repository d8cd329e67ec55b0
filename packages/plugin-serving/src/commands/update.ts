import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import {deploying} from '../deploy/compose.ts'
import {parseSet} from '../deploy/domain/update.ts'
import * as needs from '../deploy/needs.ts'
import {deploymentDeadline, followDeployment, serviceBefore} from '../deploy/usecases/follow-deployment.ts'
import {planUpdate} from '../deploy/usecases/plan-update.ts'
import {serviceNames} from '../domain/operand.ts'
import {servicesOperand, updateCompletions, updateFlags} from '../flags.ts'
import {serviceStatus} from '../observe/views/service-status.ts'
import {recordApplied} from '../rollout/usecases/record-applied.ts'

export default class Update extends OmeCommand {
  static override summary = 'Change the model, runtime or settings of services'
  static override description =
    "With another model the runtime is checked again: one that does not fit gives way to the best that does. --set takes replicas, min, max, model, runtime, env.NAME, or a path of the object; a key with dots stands in brackets, as in limits['nvidia.com/gpu'], and =null removes a field. Selecting several asks first."
  static override examples = [
    '<%= config.bin %> update service chat --model llama-3-1-8b-instruct --rollout progressive --wait',
    '<%= config.bin %> update services --label team=ml-research --set replicas=0 --yes',
  ]
  static override args = servicesOperand
  static override flags = updateFlags
  static override needs = needs.updates
  static override risk = 'write' as const
  static override completions = updateCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Update)
    const {model, runtime, rollout, all} = flags
    if ([model, runtime, rollout, flags.set].every((each) => each === undefined))
      throw new OmeError('usage', 'say what to change', ['--model, --runtime, --rollout, or --set FIELD=VALUE'])
    const set = parseSet(flags.set ?? [])
    const {namespace} = await this.scopeOf(flags)
    const names = serviceNames('update', args.service ?? [])
    const choose = {names, namespace, selector: flags.selector, all: Boolean(all)}
    const cluster = await deploying(this.context)
    const request = {
      ...set,
      model: model ?? set.model,
      runtime: runtime ?? set.runtime,
      rollout,
      waitModel: Boolean(flags['wait-model']),
    }
    const plan = await planUpdate(cluster, cluster, choose, request)
    if (plan.changes.length === 0) return this.context.io.err('no services\n')
    const inside = plan.changes[0]?.object.namespace ?? ''
    const before = flags.wait ? await serviceBefore(cluster, plan, inside) : undefined
    const {applied, results} = await this.plan(plan, flags)
    if (!applied) return
    const now = this.context.now()
    await recordApplied(cluster.history, results, {verb: 'update', now, note: (text) => this.note(text)})
    if (!before) return
    const reports = followDeployment(cluster, plan, inside, before)
    const limits = {ms: flags.timeout, signal: this.context.signal}
    await this.watch(serviceStatus, withDeadline(reports, limits, deploymentDeadline(plan, inside)))
  }
}
