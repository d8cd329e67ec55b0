import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import {serving} from '../compose.ts'
import {parseSet} from '../deploy/domain/update.ts'
import {deploymentDeadline, followDeployment} from '../deploy/usecases/follow-deployment.ts'
import {planUpdate} from '../deploy/usecases/plan-update.ts'
import {serviceNames} from '../domain/operand.ts'
import {servicesOperand, updateCompletions, updateFlags} from '../flags.ts'
import * as needs from '../needs.ts'
import {serviceStatus} from '../observe/views/service-status.ts'

export default class Update extends OmeCommand {
  static override summary = 'Change the model, runtime or settings of services'
  static override description =
    'With another model the runtime is checked again: one that does not fit gives way to the best that does. --set takes replicas, min, max, model, runtime, env.NAME, or a path of the object. Selecting several asks first.'
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
    const choose = {
      names: serviceNames('update', args.service ?? []),
      namespace,
      selector: flags.selector,
      all: Boolean(all),
    }
    const cluster = await serving(this.context)
    const request = {
      ...set,
      model: model ?? set.model,
      runtime: runtime ?? set.runtime,
      rollout,
      waitModel: Boolean(flags['wait-model']),
    }
    const plan = await planUpdate(cluster, cluster, choose, request)
    if (plan.changes.length === 0) return this.context.io.err('no services\n')
    const {applied} = await this.plan(plan, flags)
    const [only, ...others] = plan.changes
    if (!applied || !flags.wait || !only || others.length > 0 || only.action !== 'update') return
    const inside = only.object.namespace ?? ''
    await this.watch(
      serviceStatus,
      withDeadline(followDeployment(cluster, plan, inside), flags.timeout, deploymentDeadline(plan, inside)),
    )
  }
}
