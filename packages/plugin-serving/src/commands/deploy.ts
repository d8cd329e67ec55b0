import {deployPreferences} from '@ome/inference-model/deploy/preferences'
import {Args, OmeCommand} from '@ome/sdk/command'
import {deploying} from '../deploy/compose.ts'
import {deployCompletions, deployFlags} from '../deploy/flags.ts'
import * as needs from '../deploy/needs.ts'
import {checkBatch, inTime, tellBatch} from '../deploy/printing.ts'
import {deploymentLeft, serviceBefore} from '../deploy/usecases/follow-deployment.ts'
import {planRequest} from '../deploy/usecases/plan-request.ts'
import {refuseSurplus} from '../domain/operand.ts'
import {serviceStatus} from '../observe/views/service-status.ts'
import {recordApplied} from '../rollout/usecases/record-applied.ts'

export default class Deploy extends OmeCommand {
  static override summary = 'Deploy a model as a service'
  static override description =
    'Chooses the runtime that fits the model, shows why, how many GPUs it takes and what they cost, and creates the service. A second deploy of the same name changes only what is typed; with --canary the new version gets a share of the requests beside the old one.'
  static override examples = [
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --dry-run',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --autoscale --min-replicas 1 --max-replicas 4 --wait',
    '<%= config.bin %> deploy --batch models.yaml --parallel 4',
  ]
  static override args = {
    model: Args.string({description: 'name of a model in the cluster'}),
    surplus: Args.string({hidden: true}),
  }
  static override flags = deployFlags
  static override needs = needs.deploy
  static override risk = 'write' as const
  static override completions = deployCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Deploy)
    refuseSurplus(args.model ?? '', args.surplus)
    const {settings, now, signal} = this.context
    const usual = await this.context.namespace()
    const cluster = await deploying(this.context)
    const asked = {model: args.model, namespace: flags.namespace, usual, flags}
    const plan = await planRequest(cluster, {...asked, preferences: deployPreferences(settings), now: now()})
    const before = flags.wait ? await serviceBefore(cluster, plan.followed, plan.namespace) : undefined
    const {applied, results} = await this.plan(plan, flags)
    const verb = flags.canary ? 'canary' : 'deploy'
    if (applied) await recordApplied(cluster.history, results, {verb, now: now(), note: (text) => this.note(text)})
    if (applied && plan.next !== undefined && !flags.wait) this.note(`next: ${plan.next}`)
    checkBatch(plan, this.context.io)
    if (!applied || !flags.wait) return
    const limits = {ms: flags.timeout, signal}
    if (flags.batch !== undefined) return await tellBatch(cluster, plan, {...limits, io: this.context.io})
    try {
      await this.watch(serviceStatus, inTime(cluster, plan, before, limits), flags.output)
    } catch (error) {
      if (signal.aborted) for (const line of deploymentLeft(plan.followed, plan.namespace)) this.note(line)
      throw error
    }
  }
}
