import {Args, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {serving} from '../compose.ts'
import {deployRequest} from '../deploy/domain/deployment.ts'
import {deploymentDeadline, deploymentLeft, followDeployment} from '../deploy/usecases/follow-deployment.ts'
import {planDeploy} from '../deploy/usecases/plan-deploy.ts'
import {deployPreferences} from '../deploy/usecases/preferences.ts'
import {refuseSurplus} from '../domain/operand.ts'
import {deployFlags} from '../flags.ts'
import {deploy} from '../needs.ts'
import {serviceStatus} from '../observe/views/service-status.ts'

export default class Deploy extends OmeCommand {
  static override summary = 'Deploy a model as a service'
  static override description =
    'Chooses the runtime that fits the model, shows why, how many GPUs it takes and what they cost, and creates the service. A second deploy of the same name changes only what is typed.'
  static override examples = [
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --dry-run',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --autoscale --min-replicas 1 --max-replicas 4 --wait',
  ]
  static override args = {
    model: Args.string({required: true, description: 'name of a model in the cluster'}),
    surplus: Args.string({hidden: true}),
  }
  static override flags = deployFlags
  static override needs = deploy
  static override risk = 'write' as const
  static override completions = {
    args: {model: {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']}},
    flags: {
      runtime: {resource: ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io']},
      accelerator: {resource: 'acceleratorclasses.ome.io'},
    },
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Deploy)
    refuseSurplus(args.model, args.surplus)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const cluster = await serving(this.context)
    const request = deployRequest(args.model, namespace, flags)

    const plan = await planDeploy(cluster.world, cluster.writer, request, deployPreferences(this.context.settings))
    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const reports = followDeployment(cluster, plan, namespace)
    const inTime = withDeadline(reports, flags.timeout, deploymentDeadline(plan, namespace))
    try {
      await this.watch(serviceStatus, inTime, flags.output)
    } catch (error) {
      if (this.context.signal.aborted) for (const line of deploymentLeft(plan, namespace)) this.note(line)
      throw error
    }
  }
}
