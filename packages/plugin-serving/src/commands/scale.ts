import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {deploying} from '../deploy/compose.ts'
import {scale} from '../deploy/needs.ts'
import {followScaling, scalingDeadline, scalingLeft} from '../deploy/usecases/follow-deployment.ts'
import {planScale} from '../deploy/usecases/plan-scale.ts'
import {serviceName} from '../domain/operand.ts'
import {scaleFlags, serviceCompletions, serviceOperand} from '../flags.ts'
import {serviceStatus} from '../observe/views/service-status.ts'
import {recordApplied} from '../rollout/usecases/record-applied.ts'

export default class Scale extends OmeCommand {
  static override summary = 'Change how many replicas a service has'
  static override description =
    '--replicas fixes the number; --min and --max let an autoscaler choose between them. --replicas 0 stops the service, a later scale wakes it.'
  static override examples = [
    '<%= config.bin %> scale service chat --replicas 3',
    '<%= config.bin %> scale service chat --min 1 --max 5',
    '<%= config.bin %> scale service chat --replicas 0 --yes',
  ]
  static override args = serviceOperand
  static override flags = scaleFlags
  static override needs = scale
  static override risk = 'write' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Scale)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName('scale', [args.service, args.name])
    const cluster = await deploying(this.context)
    const input = {...flags, name, namespace}

    const plan = await planScale(cluster, cluster.scaling, input)
    const {applied, results} = await this.plan(plan, flags)
    if (!applied) return
    const said = {verb: 'scale', now: this.context.now(), note: (text: string) => this.note(text)}
    await recordApplied(cluster.history, results, said)
    if (!flags.wait) return
    const limits = {ms: flags.timeout, signal: this.context.signal}
    const inTime = withDeadline(followScaling(cluster, input), limits, scalingDeadline(input))
    try {
      await this.watch(serviceStatus, inTime, flags.output)
    } catch (error) {
      if (this.context.signal.aborted) for (const line of scalingLeft(plan, input)) this.note(line)
      throw error
    }
  }
}
