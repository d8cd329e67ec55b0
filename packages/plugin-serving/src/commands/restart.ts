import {Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {scope, selector, write} from '@ome/sdk/flags'
import {serving} from '../compose.ts'
import {followRestart} from '../deploy/usecases/follow-restart.ts'
import {planRestart} from '../deploy/usecases/plan-restart.ts'
import {serviceNames} from '../domain/operand.ts'
import {serviceCompletions, servicesOperand} from '../flags.ts'
import * as needs from '../needs.ts'

export default class Restart extends OmeCommand {
  static override summary = 'Replace the pods of services, one after the other'
  static override description =
    'As a rollout does: old pods answer until new ones are ready. Selecting several by label or with --all asks first.'
  static override examples = [
    '<%= config.bin %> restart service chat --wait',
    '<%= config.bin %> restart services --all --namespace ml-prod --yes',
  ]
  static override args = servicesOperand
  static override flags = {
    ...scope,
    ...selector,
    all: Flags.boolean({description: 'every service of the namespace', exclusive: ['selector']}),
    ...write,
  }
  static override needs = needs.restarts
  static override risk = 'write' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Restart)
    const {namespace} = await this.scopeOf(flags)
    const names = serviceNames('restart', args.service ?? [])
    const cluster = await serving(this.context)
    const now = this.context.now()
    const input = {names, namespace, selector: flags.selector, all: Boolean(flags.all), now}
    const plan = await planRestart(cluster, input)
    if (plan.changes.length === 0 && plan.services.length === 0) {
      for (const note of plan.notes ?? []) this.note(note)
      return this.context.io.err('nothing to restart\n')
    }
    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const limits = {ms: flags.timeout, signal: this.context.signal}
    await Promise.all(
      plan.services.map(async (service) => {
        const label = `service "${service.name}"`
        const waiting = {
          what: `${label} to be replaced`,
          hint: `see what blocks it: ome status service ${service.name} -n ${service.namespace}`,
        }
        for await (const _ of withDeadline(followRestart(cluster.services, service), limits, waiting));
        this.context.io.out(`service/${service.name} Ready\n`)
      }),
    )
  }
}
