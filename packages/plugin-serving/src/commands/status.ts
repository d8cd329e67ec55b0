import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, output, watch} from '@ome/sdk/flags'
import type {Need} from '@ome/sdk/need'
import {serving} from '../compose.ts'
import {serviceName} from '../domain/operand.ts'
import {followService, reportService} from '../usecases/report-service.ts'
import {serviceStatus} from '../views/service-status.ts'

export default class Status extends OmeCommand {
  static override summary = 'Show how a service is: replicas, pods, what blocks them, and the next command'
  static override examples = [
    '<%= config.bin %> status service chat',
    '<%= config.bin %> status chat --watch',
    '<%= config.bin %> status service/chat -o json',
  ]
  static override args = {
    service: Args.string({required: true, description: 'service NAME, service/NAME or NAME'}),
    name: Args.string({description: 'name of the service', hidden: true}),
  }
  static override flags = {...namespaced, ...output, ...watch}
  static override needs: Need[] = [
    {
      apiGroups: ['ome.io'],
      resources: ['inferenceservices'],
      verbs: ['get'],
      scope: 'namespace',
      why: 'reads the service',
    },
    {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'shows its pods'},
    {apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], scope: 'namespace', why: 'reads its replicas'},
    {
      apiGroups: ['ome.io'],
      resources: ['clusterbasemodels'],
      verbs: ['get'],
      scope: 'cluster',
      optional: true,
      why: 'tells the size and vendor of its model',
    },
  ]
  static override risk = 'read' as const
  static override completions = {args: {service: {values: ['service']}, name: {resource: 'inferenceservices.ome.io'}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Status)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName(
      'status',
      [args.service, args.name].filter((word) => word !== undefined),
    )
    const {services, models} = await serving(this.context)

    if (flags.watch) await this.watch(serviceStatus, followService(services, models, {name, namespace}), flags.output)
    else this.render(serviceStatus, await reportService(services, models, {name, namespace}), flags.output)
  }
}
