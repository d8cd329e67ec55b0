import {getService} from '@ome/inference-model/get-service'
import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {autoscaling} from '../deploy/compose.ts'
import {autoscaleCompletions, autoscaleFlags} from '../deploy/flags.ts'
import * as needs from '../deploy/needs.ts'
import {scalingDeadline} from '../deploy/usecases/follow-deployment.ts'
import {followRestart} from '../deploy/usecases/follow-restart.ts'
import {planAutoscale} from '../deploy/usecases/plan-autoscale.ts'
import {omeService} from '../domain/operand.ts'
import {serviceOperand} from '../flags.ts'
import {recordApplied} from '../rollout/usecases/record-applied.ts'

export default class Autoscale extends OmeCommand {
  static override summary = 'Let the number of replicas of a service follow a metric'
  static override description =
    'CPU and memory by an HPA, what engines tell by KEDA and Prometheus; the query is printed. --target is what one replica may have. --off keeps the number as it is now.'
  static override examples = [
    '<%= config.bin %> autoscale service chat --metric cpu --target 80 --min 1 --max 4',
    '<%= config.bin %> autoscale service chat --metric requests-per-second --target 100 --max 6',
    '<%= config.bin %> autoscale service chat --off',
  ]
  static override args = serviceOperand
  static override flags = autoscaleFlags
  static override needs = needs.autoscale
  static override risk = 'write' as const
  static override completions = autoscaleCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Autoscale)
    const name = omeService('autoscale', [args.service, args.name])
    const namespace = flags.namespace ?? (await this.context.namespace())
    const cluster = await autoscaling(this.context)
    const plan = await planAutoscale(cluster, {...flags, name, namespace, off: Boolean(flags.off)})
    const {applied, results} = await this.plan(plan, flags)
    if (!applied) return
    const said = {verb: 'autoscale', now: this.context.now(), note: (text: string) => this.note(text)}
    await recordApplied(cluster.history, results.slice(-1), said)
    if (!flags.wait) return
    const service = await getService(cluster.services, {name, namespace})
    const ready = followRestart(cluster.services, {...service, pods: []})
    const limits = {ms: flags.timeout, signal: this.context.signal}
    for await (const _ of withDeadline(ready, limits, scalingDeadline(service)));
    this.context.io.out(`service/${name} Ready\n`)
  }
}
