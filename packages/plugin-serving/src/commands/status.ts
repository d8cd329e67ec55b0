import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output, watch} from '@ome/sdk/flags'
import {serving} from '../compose.ts'
import {serviceName} from '../domain/operand.ts'
import {serviceCompletions, serviceOperand} from '../flags.ts'
import {shows} from '../observe/needs.ts'
import {followService, reportService} from '../observe/usecases/report-service.ts'
import {serviceStatus} from '../observe/views/service-status.ts'

export default class Status extends OmeCommand {
  static override summary = 'Show how a service is: replicas, pods, what blocks them, and the next command'
  static override examples = [
    '<%= config.bin %> status service chat',
    '<%= config.bin %> status chat --watch',
    '<%= config.bin %> status service/chat -o json',
  ]
  static override args = serviceOperand
  static override flags = {...namespaced, ...output, ...watch}
  static override needs = shows
  static override risk = 'read' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Status)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const input = {name: serviceName('status', [args.service, args.name]), namespace}
    const sources = await serving(this.context)

    if (flags.watch) await this.watch(serviceStatus, followService(sources, input, 'glance'), flags.output)
    else this.render(serviceStatus, await reportService(sources, input, 'glance'), flags.output)
  }
}
