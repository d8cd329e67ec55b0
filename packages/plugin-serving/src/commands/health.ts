import {getService} from '@ome/inference-model/get-service'
import {serviceName} from '@ome/inference-model/service-operand'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output, scope} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {serving} from '../compose.ts'
import {serviceCompletions} from '../flags.ts'
import * as needs from '../needs.ts'
import {nextFor} from '../observe/domain/health.ts'
import {checkAll} from '../observe/usecases/check-health.ts'
import {healthList} from '../observe/views/health-list.ts'

export default class Health extends OmeCommand {
  static override summary = 'Try whether services work, up to one token of an answer'
  static override description =
    'Asks through the API server. Ends with code 3 when anything is not well, with 5 when something may not be tried; a service that was stopped is no failure.'
  static override examples = ['<%= config.bin %> health service chat', '<%= config.bin %> health --all-services']
  static override args = {
    service: Args.string({description: 'service NAME, service/NAME or NAME'}),
    name: Args.string({description: 'name of the service', hidden: true}),
  }
  static override flags = {
    ...scope,
    ...output,
    'all-services': Flags.boolean({description: 'every service of the namespace; with -A of all namespaces'}),
  }
  static override needs = needs.checksHealth
  static override risk = 'read' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Health)
    const isNamed = args.service !== undefined
    if (isNamed === Boolean(flags['all-services']) || (isNamed && flags['all-namespaces']))
      throw new OmeError('usage', 'name one service, or give --all-services', [
        'ome health service NAME',
        'ome health --all-services -A',
      ])
    const {namespace} = await this.scopeOf(flags)
    const {services, engine} = await serving(this.context)
    const found = isNamed
      ? [
          await getService(services, {
            name: serviceName('health', [args.service, args.name]),
            namespace: namespace ?? '',
          }),
        ]
      : await services.list({namespace})
    const clock = () => this.context.now().getTime()
    const denials: OmeError[] = []
    const checks = await checkAll({engine, clock, denied: (error) => denials.push(error)}, found)
    this.render(healthList, checks, flags.output)
    for (const next of nextFor(checks)) this.note(next)
    if (checks.some(({result}) => result === 'fail')) throw new Exit(3)
    if (denials[0]) throw denials[0]
  }
}
