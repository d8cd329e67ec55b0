import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {namespaced, write} from '@ome/sdk/flags'
import type {Need} from '@ome/sdk/need'
import {serving} from '../compose.ts'
import {serviceName} from '../domain/operand.ts'
import {followScaling, scalingDeadline} from '../usecases/follow-deployment.ts'
import {planScale} from '../usecases/plan-scale.ts'
import {serviceStatus} from '../views/service-status.ts'

export default class Scale extends OmeCommand {
  static override summary = 'Change how many replicas a service has'
  static override description =
    '--replicas fixes the number; --min and --max let an autoscaler choose between them. --replicas 0 stops the service, a later scale wakes it.'
  static override examples = [
    '<%= config.bin %> scale service chat --replicas 3',
    '<%= config.bin %> scale service chat --min 1 --max 5',
    '<%= config.bin %> scale service chat --replicas 0 --yes',
  ]
  static override args = {
    service: Args.string({required: true, description: 'service NAME, service/NAME or NAME'}),
    name: Args.string({description: 'name of the service', hidden: true}),
  }
  static override flags = {
    ...namespaced,
    replicas: Flags.integer({description: 'fixed number of replicas; 0 stops the service', min: 0}),
    min: Flags.integer({description: 'least number of replicas', min: 0}),
    max: Flags.integer({description: 'greatest number of replicas', min: 1}),
    component: Flags.option({options: ['engine', 'decoder', 'router'] as const})({
      description: 'part of the service to scale',
      default: 'engine',
    }),
    ...write,
  }
  static override needs: Need[] = [
    {
      apiGroups: ['ome.io'],
      resources: ['inferenceservices'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      why: 'changes the bounds of the service',
    },
    {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'counts its pods'},
    {apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], scope: 'namespace', why: 'reads its replicas'},
    {
      apiGroups: ['apps'],
      resources: ['deployments/scale'],
      verbs: ['patch'],
      scope: 'namespace',
      optional: true,
      why: 'stops and wakes it',
    },
  ]
  static override risk = 'write' as const
  static override completions = {args: {service: {values: ['service']}, name: {resource: 'inferenceservices.ome.io'}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Scale)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName(
      'scale',
      [args.service, args.name].filter((word) => word !== undefined),
    )
    const cluster = await serving(this.context)

    const plan = await planScale(cluster.services, cluster.scaling, {...flags, name, namespace})
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) {
      await this.watch(
        serviceStatus,
        withDeadline(
          followScaling(cluster, {...flags, name, namespace}),
          flags.timeout,
          scalingDeadline({name, namespace}),
        ),
        flags.output,
      )
    }
  }
}
